-- No bounce of a reminder has a row.

BEGIN;

DO $$
BEGIN
	ASSERT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'aoj.reminder_bounce'::regclass AND conname = 'reminder_bounce_of_invitations'), 'invitations';
END
$$;

ROLLBACK;
