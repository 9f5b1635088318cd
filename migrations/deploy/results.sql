-- A role that reads what was counted, to check it; and in the wave's document all that the one fingerprint is of.

BEGIN;

SET client_min_messages = warning;

DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'aoj_results') THEN
		CREATE ROLE aoj_results LOGIN NOINHERIT;
	END IF;
	-- As for the other roles: see roles.sql.
	ALTER ROLE aoj_results SET log_min_messages = fatal;
	ALTER ROLE aoj_results SET log_error_verbosity = terse;
	ALTER ROLE aoj_results SET log_min_error_statement = panic;
	ALTER ROLE aoj_results SET log_statement = none;
	ALTER ROLE aoj_results SET log_duration = off;
	ALTER ROLE aoj_results SET log_min_duration_statement = -1;
	ALTER ROLE aoj_results SET log_min_duration_sample = -1;
	ALTER ROLE aoj_results SET log_transaction_sample_rate = 0;
	ALTER ROLE aoj_results SET log_parameter_max_length = 0;
	ALTER ROLE aoj_results SET log_parameter_max_length_on_error = 0;
	ALTER ROLE aoj_results SET log_lock_waits = off;
	ALTER ROLE aoj_results SET log_temp_files = -1;
	ALTER ROLE aoj_results SET search_path = aoj, pg_temp;
	ALTER ROLE aoj_results SET timezone = 'UTC';
	ALTER ROLE aoj_results SET jit = off;
END
$$;

GRANT USAGE ON SCHEMA aoj TO aoj_results;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

GRANT SELECT (wave_id, wave, state) ON wave TO aoj_results;
GRANT SELECT (wave_id, list, signature) ON ballot_check TO aoj_results;
GRANT SELECT (wave_id, counted_at, found, foreign_found, damaged, unopened, opened, genuine_hash, groups, drafts, holders, document, signature)
	ON count_statement TO aoj_results;
GRANT SELECT (response_id, wave_id, questionnaire, version, function_group, answers) ON response TO aoj_results;
GRANT SELECT (open_answer_id, wave_id, questionnaire, version, question, function_group, answer) ON open_answer TO aoj_results;
GRANT EXECUTE ON FUNCTION clock(), logical_slots() TO aoj_results;
CREATE POLICY results_counted ON response FOR SELECT TO aoj_results
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'counted'));
CREATE POLICY results_counted ON open_answer FOR SELECT TO aoj_results
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'counted'));

-- The office keeps the numbers of its response table, and no answer.
REVOKE SELECT (response_id, questionnaire, version, answers) ON response FROM aoj_office;
REVOKE SELECT (open_answer_id, wave_id, questionnaire, version, question, function_group, answer) ON open_answer FROM aoj_office;
DROP POLICY office_counted ON open_answer;

-- Public halves: they stand in the fingerprint.
GRANT SELECT (list_public_key, result_public_key) ON wave TO aoj_gate;
GRANT SELECT (code_public) ON holder TO aoj_gate;

RESET ROLE;
GRANT CREATE ON SCHEMA aoj TO aoj_gate;
SET ROLE aoj_gate;

-- As before, with the keys.
CREATE OR REPLACE FUNCTION wave_document(p_wave uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT json_build_object(
		'wave_id', w.wave_id, 'wave', w.wave, 'title', w.title, 'revision', w.revision,
		'trial', w.trial, 'state', w.state,
		'opens_at', extract(epoch FROM w.opens_at)::bigint,
		'closes_at', extract(epoch FROM w.closes_at)::bigint,
		'threshold', w.threshold, 'settings', w.settings,
		'box_public_key', encode(w.box_public_key, 'hex'),
		'list_public_key', encode(w.list_public_key, 'hex'),
		'result_public_key', encode(w.result_public_key, 'hex'),
		'region', json_build_object('code', r.region, 'name', r.name),
		'municipalities', (SELECT coalesce(json_agg(json_build_object('code', m.municipality, 'name', m.name) ORDER BY x.position), '[]')
			FROM aoj.wave_municipality x JOIN aoj.municipality m USING (region, municipality) WHERE x.wave_id = w.wave_id),
		'partnerships', (SELECT coalesce(json_agg(json_build_object('code', p.partnership, 'name', p.name, 'sector', p.sector) ORDER BY x.position), '[]')
			FROM aoj.wave_partnership x JOIN aoj.partnership p USING (region, partnership) WHERE x.wave_id = w.wave_id),
		'function_groups', (SELECT coalesce(json_agg(json_build_object('code', g.function_group, 'name', g.name, 'questionnaire', g.questionnaire,
			'sector', g.sector, 'reporting_group', g.reporting_group, 'merged_into', g.merged_into, 'invited', g.invited) ORDER BY g.position), '[]')
			FROM aoj.function_group g WHERE g.wave_id = w.wave_id),
		'questionnaires', (SELECT coalesce(json_agg(json_build_object('questionnaire', q.questionnaire, 'version', q.version, 'hash', encode(v.hash, 'hex'),
			'envelope_bytes', v.envelope_bytes, 'document', v.document::json, 'regional_page', q.regional_page::json) ORDER BY q.questionnaire), '[]')
			FROM aoj.wave_questionnaire q JOIN aoj.questionnaire_version v USING (questionnaire, version) WHERE q.wave_id = w.wave_id),
		'holders', json_build_object('needed', w.holders_needed,
			'names', (SELECT coalesce(json_agg(h.name ORDER BY h.position), '[]') FROM aoj.holder h WHERE h.wave_id = w.wave_id),
			'publics', (SELECT coalesce(json_agg(encode(h.code_public, 'hex') ORDER BY h.position), '[]') FROM aoj.holder h WHERE h.wave_id = w.wave_id))
	)::text
	FROM aoj.wave w JOIN aoj.region r USING (region)
	WHERE w.wave_id = p_wave
$$;
GRANT EXECUTE ON FUNCTION wave_document(uuid) TO aoj_results;

RESET ROLE;
REVOKE CREATE ON SCHEMA aoj FROM aoj_gate;
COMMIT;
