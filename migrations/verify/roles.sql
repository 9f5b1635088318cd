-- Six roles; two cannot log in, none can do everything, and the four that log in leave nothing in the log.

BEGIN;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM pg_roles WHERE rolname IN ('aoj_owner', 'aoj_gate', 'aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count')
	    AND NOT rolsuper AND NOT rolbypassrls AND NOT rolcreaterole AND NOT rolcreatedb AND NOT rolreplication AND NOT rolinherit
	    AND rolcanlogin = (rolname NOT IN ('aoj_owner', 'aoj_gate'))) = 6, 'roles';
	ASSERT (SELECT count(*) FROM pg_roles WHERE rolname IN ('aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count')
	    AND rolconfig @> ARRAY['log_min_messages=fatal', 'log_error_verbosity=terse', 'log_min_error_statement=panic',
	    'log_statement=none', 'log_duration=off', 'log_min_duration_statement=-1', 'log_min_duration_sample=-1',
	    'log_transaction_sample_rate=0', 'log_parameter_max_length=0', 'log_parameter_max_length_on_error=0',
	    'log_lock_waits=off', 'log_temp_files=-1']) = 4, 'log settings';
	ASSERT NOT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname LIKE 'aoj\_%'
	    AND r.rolname IN ('aoj_owner', 'aoj_gate', 'aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count')), 'memberships';
END
$$;

ROLLBACK;
