-- response.sql: opened answers. Rows are put in by the counting process in an order that nobody chose; nothing in them leads back to an envelope.

-- response_add [count]: the closed answers of one envelope
INSERT INTO response (wave_id, questionnaire, version, function_group, answers)
VALUES ($1::uuid, $2::text, $3::integer, $4::text, ($5::text)::jsonb);

-- open_answer_add [count]: one open answer, on its own; no function group where that would tell too much
INSERT INTO open_answer (wave_id, questionnaire, version, question, function_group, answer)
VALUES ($1::uuid, $2::text, $3::integer, $4::text, $5::text, $6::text);
