-- Tallies and totals are there, of one size, without statistics, and totals only grow.

BEGIN;

SELECT tally FROM aoj.mail_run WHERE false;
SELECT wave_id, kind, function_group, letters, sent, given_up FROM aoj.letter_total WHERE false;
SELECT invitation_id FROM aoj.unreached WHERE false;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM pg_constraint WHERE conrelid = 'aoj.mail_run'::regclass AND conname LIKE 'mail\_run\_tally\_%') = 3, 'tallies';
	ASSERT (SELECT attstattarget FROM pg_attribute WHERE attrelid = 'aoj.mail_run'::regclass AND attname = 'tally') = 0, 'statistics';
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'aoj.letter_total'::regclass AND NOT tgisinternal AND tgenabled = 'O') = 2, 'grows';
END
$$;

ROLLBACK;
