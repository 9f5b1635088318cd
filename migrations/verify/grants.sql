-- No role but the owner holds a table, and so no system column: everything is columns, and DELETE for counting.

BEGIN;

DO $$
DECLARE
	r text;
	c record;
BEGIN
	FOREACH r IN ARRAY ARRAY['aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count', 'aoj_gate', 'public'] LOOP
		FOR c IN SELECT oid, relname::text AS name FROM pg_class
		    WHERE relnamespace = 'aoj'::regnamespace AND relkind IN ('r', 'v') LOOP
			ASSERT NOT has_table_privilege(r, c.oid, 'SELECT, INSERT, UPDATE, TRUNCATE, REFERENCES, TRIGGER'),
			    format('%s has all of %s', r, c.name);
			ASSERT has_table_privilege(r, c.oid, 'DELETE') = ((r, c.name) IN (('aoj_count', 'envelope'),
			    ('aoj_count', 'draft'), ('aoj_gate', 'draft'))), format('%s deletes from %s', r, c.name);
		END LOOP;
	END LOOP;
END
$$;

ROLLBACK;
