-- The survey's setting, and its functions as they were called before.

BEGIN;

DO $$
BEGIN
	ASSERT (SELECT rolconfig @> ARRAY['enable_seqscan=off'] FROM pg_roles WHERE rolname = 'aoj_survey'), 'enable_seqscan';
	ASSERT has_function_privilege('aoj_survey', 'aoj.find_invitation(bytea, bigint[])', 'EXECUTE'), 'find_invitation';
	ASSERT has_function_privilege('aoj_survey', 'aoj.refuse(bytea, text, timestamptz)', 'EXECUTE'), 'refuse';
	ASSERT NOT has_schema_privilege('aoj_gate', 'aoj', 'CREATE'), 'gate';
END
$$;

ROLLBACK;
