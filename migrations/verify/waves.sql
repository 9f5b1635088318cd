-- The tables of a wave are there, the owner's, and closed to everybody.

BEGIN;

SELECT region, name FROM aoj.region WHERE false;
SELECT region, municipality, name FROM aoj.municipality WHERE false;
SELECT region, partnership, name, sector FROM aoj.partnership WHERE false;
SELECT questionnaire, version, title, document, hash, envelope_bytes, published_at FROM aoj.questionnaire_version WHERE false;
SELECT wave_id, wave, title, region, trial, state, opens_at, closes_at, threshold, holders_needed, settings, mail_paused,
	box_public_key, link_key_hash, revision FROM aoj.wave WHERE false;
SELECT wave_id, position, region, municipality FROM aoj.wave_municipality WHERE false;
SELECT wave_id, position, region, partnership FROM aoj.wave_partnership WHERE false;
SELECT wave_id, questionnaire, version, regional_page FROM aoj.wave_questionnaire WHERE false;
SELECT wave_id, function_group, position, name, questionnaire, sector, reporting_group, synonyms, merged_into, invited
	FROM aoj.function_group WHERE false;
SELECT wave_id, name, position, code_public, share, confirmed FROM aoj.holder WHERE false;

DO $$
BEGIN
	ASSERT NOT EXISTS (SELECT FROM pg_class c WHERE relnamespace = 'aoj'::regnamespace AND relkind IN ('r', 'v', 'S')
	    AND relowner <> 'aoj_owner'::regrole), 'owner';
	ASSERT NOT has_schema_privilege('public', 'public', 'USAGE'), 'schema public';
	ASSERT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'
	    AND (tgrelid, tgname) IN (('aoj.wave'::regclass, 'promises'), ('aoj.questionnaire_version'::regclass, 'immutable'),
	    ('aoj.questionnaire_version'::regclass, 'immutable_truncate'))) = 3, 'triggers';
END
$$;

ROLLBACK;
