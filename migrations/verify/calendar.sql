-- Runs know when they began and why they moved; letters follow their run's kind; the rule of 72 hours is post's to ask.

BEGIN;

SELECT claimed_at, wanted_on, moved FROM aoj.mail_run WHERE false;

DO $$
BEGIN
	ASSERT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = 'aoj.letter'::regclass
	    AND confrelid = 'aoj.mail_run'::regclass AND array_length(conkey, 1) = 2), 'kind';
	ASSERT (SELECT indisunique FROM pg_index WHERE indexrelid = 'aoj.letter_third_reminder'::regclass), 'three reminders';
	ASSERT has_function_privilege('aoj_post', 'aoj.mail_run_may_be_claimed(uuid, timestamptz)', 'EXECUTE')
	    AND NOT has_function_privilege('public', 'aoj.mail_run_may_be_claimed(uuid, timestamptz)', 'EXECUTE'), 'post';
	ASSERT has_column_privilege('aoj_office', 'aoj.mail_run', 'due_at', 'UPDATE')
	    AND NOT has_column_privilege('aoj_post', 'aoj.mail_run', 'due_at', 'UPDATE'), 'due_at';
END
$$;

ROLLBACK;
