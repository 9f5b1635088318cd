-- box.sql: what the counting process sees of a wave.

-- box_find [count]: a wave by its code, held until the transaction ends
SELECT wave_id, state, holders_needed, box_public_key FROM wave WHERE wave = $1::text FOR UPDATE;

-- box_document [count]: the wave as a document, with its questionnaires and lists: what envelopes are judged by
SELECT wave_document($1::uuid);

-- box_set_key [count]: the public half of a new box; NULL while not every holder has a code
UPDATE wave SET box_public_key = $2::bytea WHERE wave_id = $1::uuid;

-- box_counted [count]: the last step of a wave
UPDATE wave SET state = 'counted' WHERE wave_id = $1::uuid AND state = 'closed' RETURNING wave_id;

-- box_check [count]: number and hash of the genuine ballots that post left
SELECT genuine, genuine_hash FROM ballot_check WHERE wave_id = $1::uuid;
