-- Slips: under ids of their own, only inserted, pointing at nobody; the functions are the gate's; the tables that named invitations are gone.

BEGIN;

SELECT refusal_id, wave_id, function_group, kind, day FROM aoj.refusal WHERE false;
SELECT stop_id, turn, wave_id, day, what FROM aoj.stop_request WHERE false;
SELECT invitation_id, wave_id, status FROM aoj.withdrawal WHERE false;
SELECT wave_id, function_group, kind, day, refusals FROM aoj.refusal_count WHERE false;
SELECT wave_id, function_group, kind, refusals FROM aoj.refusal_total WHERE false;
SELECT domain_word_id, wave_id, domain_hash, sealed, people FROM aoj.domain_word WHERE false;

DO $$
DECLARE
	t text;
	f text;
	r text;
BEGIN
	FOREACH t IN ARRAY ARRAY['aoj.refusal', 'aoj.stop_request', 'aoj.withdrawal'] LOOP
		ASSERT NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND (conrelid = t::regclass OR confrelid = t::regclass)), t;
		FOREACH r IN ARRAY ARRAY['aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count', 'aoj_gate'] LOOP
			ASSERT NOT has_any_column_privilege(r, t, 'UPDATE'), t || ' ' || r;
		END LOOP;
	END LOOP;
	FOREACH t IN ARRAY ARRAY['refusal_answered', 'unsubscribe', 'unsubscribe_held', 'unsubscribe_dismissed'] LOOP
		ASSERT to_regclass('aoj.' || t) IS NULL, t;
	END LOOP;
	FOREACH f IN ARRAY ARRAY['aoj.refuse(bytea, uuid, text, text, timestamptz)', 'aoj.find_unsubscribe(bytea)', 'aoj.stop_stands(bytea)',
	    'aoj.request_stop(bytea, uuid, text, timestamptz)', 'aoj.request_stops(uuid, bytea[], timestamptz)'] LOOP
		ASSERT (SELECT prosecdef AND proowner = 'aoj_gate'::regrole AND proconfig = ARRAY['search_path=pg_catalog, pg_temp']
		    FROM pg_proc WHERE oid = f::regprocedure), f;
		ASSERT NOT has_function_privilege('public', f, 'EXECUTE'), f;
	END LOOP;
	ASSERT (SELECT count(*) FROM pg_proc WHERE oid IN ('aoj.envelopes_until_midnight()'::regprocedure, 'aoj.refusals_until_midnight()'::regprocedure)
	    AND prosecdef AND proowner = 'aoj_owner'::regrole) = 2, 'counts';
	ASSERT NOT has_schema_privilege('aoj_gate', 'aoj', 'CREATE'), 'create';
END
$$;

ROLLBACK;
