-- result.sql: what was counted, read to check it.

-- result_wave [results]: people name a wave by its code; what was signed, and what else the statement's row says
SELECT w.wave_id, w.state, wave_document(w.wave_id), s.document, s.signature, b.list, b.signature,
	s.found, s.foreign_found, s.damaged, s.unopened, s.opened, extract(epoch FROM s.counted_at)::bigint,
	encode(s.genuine_hash, 'hex'), s.groups::text, s.drafts::text, array_to_json(s.holders)::text
FROM wave w LEFT JOIN count_statement s ON s.wave_id = w.wave_id LEFT JOIN ballot_check b ON b.wave_id = w.wave_id
WHERE w.wave = $1::text;

-- result_responses [results]: every response of the wave
SELECT questionnaire, version, function_group, answers::text FROM response WHERE wave_id = $1::uuid;

-- result_open_answers [results]: every open answer of the wave
SELECT questionnaire, version, question, function_group, answer FROM open_answer WHERE wave_id = $1::uuid;
