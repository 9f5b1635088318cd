-- Function groups of a wave.

-- function_group_insert [office]: in the order of the wave file
INSERT INTO function_group (wave_id, function_group, position, name,
	questionnaire, sector, reporting_group, synonyms)
VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8::text[]);

-- function_groups [office]: with their synonyms as a JSON list
SELECT function_group, name, questionnaire, to_json(synonyms)::text,
	merged_into, invited
FROM function_group WHERE wave_id = $1::uuid ORDER BY position;

-- function_group_freeze [office]: what a started wave counts, and who counts whom
UPDATE function_group g SET invited = f.invited, merged_into = f.merged_into
FROM unnest($2::text[], $3::integer[], $4::text[]) AS f (code, invited, merged_into)
WHERE g.wave_id = $1::uuid AND g.function_group = f.code;
