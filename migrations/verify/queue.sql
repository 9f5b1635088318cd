-- The index that a claim looks at.

BEGIN;

DO $$
BEGIN
	ASSERT (SELECT count(*) = 4 FROM pg_attribute WHERE attrelid = 'aoj.mail_run_by_state'::regclass), 'mail_run_by_state';
	ASSERT NOT has_function_privilege('public', 'aoj.mail_run_may_be_claimed(uuid, timestamptz)', 'EXECUTE'), 'post';
END
$$;

ROLLBACK;
