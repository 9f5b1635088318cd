-- The survey has five functions, in the hands of a role that cannot log in, and not one column.

BEGIN;

DO $$
DECLARE
	f text;
	five text[] := ARRAY['aoj.find_invitation(bytea, bigint[])', 'aoj.load_draft(bytea, bytea)',
	    'aoj.save_draft(bytea, bytea, uuid, text, bytea, bytea, timestamptz)',
	    'aoj.cast_envelope(bytea, bytea, uuid, text, integer, text, date, bytea, timestamptz)',
	    'aoj.refuse(bytea, text, timestamptz)'];
BEGIN
	FOREACH f IN ARRAY five || 'aoj.wave_document(uuid)'::text LOOP
		ASSERT (SELECT prosecdef AND proowner = 'aoj_gate'::regrole AND proconfig = ARRAY['search_path=pg_catalog, pg_temp']
		    FROM pg_proc WHERE oid = f::regprocedure), f;
		ASSERT has_function_privilege('aoj_survey', f, 'EXECUTE') = (f = ANY (five)), f;
		ASSERT NOT has_function_privilege('public', f, 'EXECUTE'), f;
	END LOOP;
	ASSERT (SELECT count(*) FROM pg_proc p WHERE pronamespace = 'aoj'::regnamespace
	    AND has_function_privilege('aoj_survey', p.oid, 'EXECUTE')) = 5, 'five functions';
	ASSERT NOT EXISTS (SELECT FROM pg_class c WHERE relnamespace = 'aoj'::regnamespace AND relkind IN ('r', 'v')
	    AND has_any_column_privilege('aoj_survey', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')), 'columns';
	ASSERT NOT has_schema_privilege('aoj_gate', 'aoj', 'CREATE'), 'create';
END
$$;

ROLLBACK;
