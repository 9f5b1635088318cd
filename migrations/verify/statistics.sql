-- No process reads what the server counts.

BEGIN;

DO $$
DECLARE
	r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count', 'aoj_gate'] LOOP
		ASSERT NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'v'
		    AND c.relname ~ '^pg_(stat|locks)' AND has_table_privilege(r, c.oid, 'SELECT')), r;
		ASSERT NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace
		    AND p.proname ~ '^pg_stat_get_' AND has_function_privilege(r, p.oid, 'EXECUTE')), r;
		ASSERT NOT has_column_privilege(r, 'pg_class', 'reltuples', 'SELECT'), r;
		ASSERT has_column_privilege(r, 'pg_class', 'relname', 'SELECT'), r;
	END LOOP;
	ASSERT has_function_privilege('aoj_owner', 'age(xid)', 'EXECUTE'), 'age';
	ASSERT has_function_privilege('aoj_survey', 'aoj.logical_slots()', 'EXECUTE'), 'slots';
END
$$;

ROLLBACK;
