-- box.sql: what the counting process sees of a wave.

-- box_find [count]: a wave by its code, held until the transaction ends
SELECT wave_id, state, holders_needed, box_public_key, list_public_key, result_public_key FROM wave WHERE wave = $1::text FOR UPDATE;

-- box_document [count]: the wave as a document, with its questionnaires and lists: what envelopes are judged by
SELECT wave_document($1::uuid);

-- box_set_keys [count]: the public half of a new box, and of the key that signs its results; NULL while not every holder has a code
UPDATE wave SET box_public_key = $2::bytea, result_public_key = $3::bytea WHERE wave_id = $1::uuid;

-- box_counted [count]: the last step of a wave
UPDATE wave SET state = 'counted' WHERE wave_id = $1::uuid AND state = 'closed' RETURNING wave_id;

-- box_check [count]: what post left of the genuine ballots; without a signature nothing is counted
SELECT genuine, genuine_hash, list, signature FROM ballot_check WHERE wave_id = $1::uuid;
