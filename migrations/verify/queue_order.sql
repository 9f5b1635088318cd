-- Post alone asks for the next run.

BEGIN;

DO $$
BEGIN
	ASSERT has_function_privilege('aoj_post', 'aoj.mail_run_next(text, timestamptz, uuid[], uuid[], uuid[])', 'EXECUTE'), 'post';
	ASSERT NOT has_function_privilege('aoj_office', 'aoj.mail_run_next(text, timestamptz, uuid[], uuid[], uuid[])', 'EXECUTE'), 'office';
END
$$;

ROLLBACK;
