-- Amendments only grow, point at nobody by a key, and the counting process sees their number only.

BEGIN;

SELECT invitation_id, wave_id, function_group, what, replaces FROM aoj.amendment WHERE false;
SELECT amended FROM aoj.count_statement WHERE false;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'aoj.amendment'::regclass AND NOT tgisinternal AND tgenabled = 'O') = 3, 'amendment';
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('aoj.invitation'::regclass, 'aoj.refusal'::regclass)
	    AND tgname = 'amended' AND tgdeferrable) = 2, 'amended';
	ASSERT NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = 'aoj.amendment'::regclass
	    AND confrelid = 'aoj.invitation'::regclass), 'foreign key';
	ASSERT NOT has_column_privilege('aoj_count', 'aoj.amendment', 'invitation_id', 'SELECT'), 'count';
END
$$;

ROLLBACK;
