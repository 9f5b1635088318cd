-- letter_text.sql: texts of letters that a wave has of its own.

-- letter_texts [office post]: those that hold
SELECT kind, function_group, source FROM letter_text WHERE wave_id = $1::uuid AND source IS NOT NULL
ORDER BY kind, function_group NULLS FIRST;

-- letter_text_set [office]: NULL takes a text back; refused once a letter of this kind (and group) may have left
INSERT INTO letter_text (wave_id, kind, function_group, source) VALUES ($1::uuid, $2, $3, $4)
ON CONFLICT (wave_id, kind, function_group) DO UPDATE SET source = excluded.source;

-- letter_example [office]: anybody who is invited, by chance; with a group somebody of it
SELECT e.invitee_id, i.function_group, e.sealed
FROM invitation i JOIN invitee e ON e.invitee_id = i.invitee_id
WHERE i.wave_id = $1::uuid AND i.status = 'invited' AND ($2::text IS NULL OR i.function_group = $2)
ORDER BY gen_random_uuid() LIMIT 1;
