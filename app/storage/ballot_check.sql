-- ballot_check.sql: ballot ids of a wave, and which of them are nobody's.

-- ballot_check_lock [post]: from here on no envelope comes in (cast_envelope takes this lock shared, and looks for the check)
SELECT pg_advisory_xact_lock(hashtextextended($1, 2));

-- ballot_check_find [post]: has another post made the list meanwhile?
SELECT genuine FROM ballot_check WHERE wave_id = $1::uuid;

-- ballot_check_ids [post]: every envelope of the wave, all alike
SELECT ballot_id FROM envelope WHERE wave_id = $1::uuid;

-- ballot_check_proofs [post]: what of each envelope is authenticated, all alike
SELECT ballot_id, function_group, questionnaire, version, mac, sealed_hash FROM envelope_proof WHERE wave_id = $1::uuid;

-- ballot_check_in [post]: by the database's clock nothing more can come in
SELECT ballots_are_in($1::uuid);

-- ballot_check_invited [post]: every invitation of the wave, whatever became of it
SELECT invitation_id, function_group FROM invitation WHERE wave_id = $1::uuid;

-- ballot_check_foreign [post]: which are nobody's; nothing is written on an envelope. Some may stand there already, should somebody have taken the check back
INSERT INTO foreign_envelope (ballot_id, wave_id) SELECT id, $1::uuid FROM unnest($2::bytea[]) AS f (id)
ON CONFLICT DO NOTHING;

-- ballot_check_add [post]: number and hash of the genuine ones, and the list with its signature; without these post has refused to sign
INSERT INTO ballot_check (wave_id, genuine, genuine_hash, list, signature) VALUES ($1::uuid, $2::integer, $3::bytea, $4::text, $5::bytea);
