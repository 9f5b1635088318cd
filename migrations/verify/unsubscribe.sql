-- Who wants no more mail: the hash is there, the tables only grow and point at nobody, refuse() is still the gate's.

BEGIN;

SELECT unsubscribe_hash FROM aoj.invitation WHERE false;
SELECT wants_no_mail FROM aoj.invitation_status WHERE false;
SELECT invitation_id, asked_at, wave_id FROM aoj.unsubscribe WHERE false;
SELECT invitation_id, asked_at, wave_id, held_at, reason FROM aoj.unsubscribe_held WHERE false;
SELECT invitation_id, asked_at, wave_id FROM aoj.unsubscribe_dismissed WHERE false;

DO $$
DECLARE
	t text;
	r text;
BEGIN
	FOREACH t IN ARRAY ARRAY['aoj.unsubscribe', 'aoj.unsubscribe_held', 'aoj.unsubscribe_dismissed'] LOOP
		ASSERT NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = t::regclass), t;
		ASSERT (SELECT attstattarget FROM pg_attribute WHERE attrelid = t::regclass AND attname = 'invitation_id') = 0, t;
		FOREACH r IN ARRAY ARRAY['aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count', 'aoj_gate'] LOOP
			ASSERT NOT has_any_column_privilege(r, t, 'UPDATE') AND NOT has_table_privilege(r, t, 'DELETE'), t || ' ' || r;
		END LOOP;
	END LOOP;
	ASSERT (SELECT prosecdef AND proowner = 'aoj_gate'::regrole AND prosrc ~ 'unsubscribe_hash'
	    FROM pg_proc WHERE oid = 'aoj.refuse(bytea, text, timestamptz)'::regprocedure), 'refuse';
	ASSERT NOT has_schema_privilege('aoj_gate', 'aoj', 'CREATE'), 'create';
END
$$;

ROLLBACK;
