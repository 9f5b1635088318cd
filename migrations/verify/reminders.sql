-- No number of reminders is left, and every run has a slot.

BEGIN;

SELECT ends_at FROM aoj.mail_run WHERE false;

DO $$
BEGIN
	ASSERT to_regclass('aoj.letter_total') IS NULL, 'totals';
	ASSERT NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'aoj.mail_run'::regclass AND attname = 'tally' AND NOT attisdropped), 'tallies';
	ASSERT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'aoj.mail_run'::regclass AND conname = 'mail_run_slot'), 'slots';
	ASSERT (SELECT attnotnull FROM pg_attribute WHERE attrelid = 'aoj.mail_run'::regclass AND attname = 'ends_at'), 'every run';
END
$$;

ROLLBACK;
