-- ballot.sql: envelopes, drafts and other slips of a closed wave, as the counting process sees them.

-- ballot_list [count]: every envelope of the wave in one pass, before anything is written: reading marks rows, and these must be marked alike
SELECT e.ballot_id, e.questionnaire, e.version, e.function_group,
	EXISTS (SELECT FROM foreign_envelope f WHERE f.ballot_id = e.ballot_id), e.sealed
FROM envelope e WHERE e.wave_id = $1::uuid;

-- ballot_drafts [count]: drafts left per function group
SELECT function_group, count(*) FROM draft WHERE wave_id = $1::uuid GROUP BY function_group ORDER BY function_group;

-- ballot_set_aside [count]: an envelope that is not counted is kept and reported, never dropped
INSERT INTO set_aside (wave_id, reason, ballot_id, questionnaire, version, function_group, sealed)
VALUES ($1::uuid, $2::text, $3::bytea, $4::text, $5::integer, $6::text, $7::bytea);

-- ballot_delete [count]: all envelopes of the wave at once; says how many
WITH gone AS (DELETE FROM envelope WHERE wave_id = $1::uuid RETURNING 1) SELECT count(*) FROM gone;

-- ballot_delete_drafts [count]: all drafts of the wave at once; says how many
WITH gone AS (DELETE FROM draft WHERE wave_id = $1::uuid RETURNING 1) SELECT count(*) FROM gone;

-- ballot_end_slips [count]: refusals leave their counts per group, requests for no more mail leave nothing
SELECT end_slips($1::uuid);
