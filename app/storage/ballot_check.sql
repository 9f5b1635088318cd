-- ballot_check.sql: ballot ids of a wave, and which of them are nobody's.

-- ballot_check_lock [post]: from here on no envelope comes in (cast_envelope takes this lock shared, and looks for the check)
SELECT pg_advisory_xact_lock(hashtextextended($1, 2));

-- ballot_check_find [post]: has another post made the list meanwhile?
SELECT genuine FROM ballot_check WHERE wave_id = $1::uuid;

-- ballot_check_ids [post]: every envelope of the wave, all alike
SELECT ballot_id FROM envelope WHERE wave_id = $1::uuid;

-- ballot_check_invited [post]: every invitation of the wave, whatever became of it
SELECT invitation_id, function_group FROM invitation WHERE wave_id = $1::uuid;

-- ballot_check_mark [post]: foreign ones only; nothing is written on the others. Found by their ids: no index serves IS NOT DISTINCT FROM
UPDATE envelope SET is_foreign = true
WHERE wave_id IS NOT DISTINCT FROM $1::uuid AND ballot_id = ANY ($2::bytea[]) RETURNING 1;

-- ballot_check_add [post]: number and hash of the genuine ones
INSERT INTO ballot_check (wave_id, genuine, genuine_hash) VALUES ($1::uuid, $2::integer, $3::bytea);
