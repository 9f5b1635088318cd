-- Staff mail and alerts are there; nobody but the function takes staff mail away.

BEGIN;

SELECT outbox_id, sealed, put_at, tries, next_try, claimed_by, lease_until FROM aoj.outbox WHERE false;
SELECT alert_id, wave_id, at, what, sealed FROM aoj.alert WHERE false;

DO $$
BEGIN
	ASSERT has_function_privilege('aoj_post', 'aoj.outbox_end(uuid, text)', 'EXECUTE'), 'post ends staff mail';
	ASSERT NOT has_table_privilege('aoj_post', 'aoj.outbox', 'DELETE'), 'post deletes nothing by itself';
	ASSERT NOT has_any_column_privilege('aoj_office', 'aoj.outbox', 'SELECT'), 'office reads no staff mail';
END
$$;

ROLLBACK;
