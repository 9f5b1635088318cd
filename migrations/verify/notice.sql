-- post may put a notice back.

BEGIN;

DO $$
BEGIN
	ASSERT has_column_privilege('aoj_post', 'aoj.outbox', 'tries', 'INSERT'), 'outbox';
END
$$;

ROLLBACK;
