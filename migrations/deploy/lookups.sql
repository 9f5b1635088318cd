-- The survey finds every row through an index, whatever the tables held when its plans were made: it keeps a plan for as long as its connection lives.

BEGIN;

SET client_min_messages = warning;

-- A table that is empty, or small, costs nothing to scan, so that is the plan; and it stays when the table has 20,000 rows. The role belongs to the
-- cluster; storage/db.sql refuses to start where this setting is not in force. Post, office and count read whole waves, which a scan does
-- best, and do not keep plans: see storage/db_run.c.
ALTER ROLE aoj_survey SET enable_seqscan = off;

GRANT CREATE ON SCHEMA aoj TO aoj_gate;
SET ROLE aoj_gate;
SET search_path = aoj, pg_temp;

-- As before, but that rows are found one from the other, by id (OFFSET 0): a join with a table that was vacuumed while it was empty would go through
-- all of its index.
CREATE OR REPLACE FUNCTION find_invitation(p_token_hash bytea, p_known bigint[])
RETURNS TABLE (wave_id uuid, revision bigint, function_group text, status text, document text)
LANGUAGE plpgsql STABLE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	SELECT i.wave_id, w.revision, i.function_group,
		CASE WHEN i.status = 'invited' THEN coalesce(r.status, i.status) ELSE i.status END
	INTO wave_id, revision, function_group, status
	FROM aoj.invitation i CROSS JOIN LATERAL (
		SELECT v.revision FROM aoj.wave v WHERE v.wave_id = i.wave_id AND v.state IN ('open', 'closed') OFFSET 0) AS w
	LEFT JOIN LATERAL (SELECT f.status FROM aoj.refusal f WHERE f.invitation_id = i.invitation_id OFFSET 0) AS r ON true
	WHERE i.token_hash = p_token_hash;
	IF FOUND THEN
		IF revision = ANY (p_known) IS NOT TRUE THEN
			document := aoj.wave_document(wave_id);
		END IF;
		RETURN NEXT;
	END IF;
END
$$;

-- As before, in the same way.
CREATE OR REPLACE FUNCTION refuse(p_token_hash bytea, p_status text, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	invitation uuid;
	wave uuid;
	was text;
	closes timestamptz;
	wave_state text;
	said_before boolean;
BEGIN
	IF p_status IS NULL OR p_status NOT IN ('refused', 'not_eligible', 'unsubscribed') THEN
		RAISE EXCEPTION 'not a refusal' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF p_status = 'unsubscribed' THEN
		-- A double click is one asking.
		PERFORM pg_advisory_xact_lock(hashtextextended(encode(p_token_hash, 'hex'), 4));
		SELECT i.invitation_id, i.wave_id, i.status, w.closes_at, w.state INTO invitation, wave, was, closes, wave_state
		FROM aoj.invitation i CROSS JOIN LATERAL (
			SELECT v.closes_at, v.state FROM aoj.wave v WHERE v.wave_id = i.wave_id AND v.state IN ('open', 'closed') OFFSET 0) AS w
		WHERE i.unsubscribe_hash = p_token_hash;
	ELSE
		SELECT i.invitation_id, i.wave_id, i.status, w.closes_at, w.state INTO invitation, wave, was, closes, wave_state
		FROM aoj.invitation i CROSS JOIN LATERAL (
			SELECT v.closes_at, v.state FROM aoj.wave v WHERE v.wave_id = i.wave_id AND v.state IN ('open', 'closed') OFFSET 0) AS w
		WHERE i.token_hash = p_token_hash;
	END IF;
	-- First asked, so that a second refusal leaves no trace at all; and of a token that finds nobody too, so that it takes no less time.
	said_before := EXISTS (SELECT FROM aoj.refusal r WHERE r.invitation_id = coalesce(invitation, '00000000-0000-0000-0000-000000000000'))
	    OR p_status = 'unsubscribed' AND EXISTS (
		SELECT FROM aoj.unsubscribe u WHERE u.invitation_id = coalesce(invitation, '00000000-0000-0000-0000-000000000000') AND NOT EXISTS (
			SELECT FROM aoj.unsubscribe_dismissed d WHERE d.invitation_id = u.invitation_id AND d.asked_at = u.asked_at OFFSET 0));
	IF invitation IS NULL THEN
		RETURN 'absent';
	ELSIF wave_state <> 'open' OR p_now >= closes THEN
		RETURN 'closed';
	ELSIF was <> 'invited' OR said_before THEN
		RETURN 'already';
	END IF;
	IF p_status = 'unsubscribed' THEN
		INSERT INTO aoj.unsubscribe (invitation_id, asked_at, wave_id) VALUES (invitation, p_now, wave)
		ON CONFLICT DO NOTHING;
	ELSE
		INSERT INTO aoj.refusal (invitation_id, wave_id, status) VALUES (invitation, wave, p_status)
		ON CONFLICT DO NOTHING;
	END IF;
	RETURN CASE WHEN FOUND THEN 'done' ELSE 'already' END;
END
$$;

RESET ROLE;
REVOKE CREATE ON SCHEMA aoj FROM aoj_gate;

SET ROLE aoj_owner;

-- Here the one run of a letter: else all runs are read for it.
CREATE OR REPLACE FUNCTION invitation_reached_nobody(p_invitation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT EXISTS (SELECT FROM aoj.undelivered u WHERE u.invitation_id = p_invitation)
	    OR NOT EXISTS (SELECT FROM aoj.letter l CROSS JOIN LATERAL (
		SELECT m.state FROM aoj.mail_run m WHERE m.mail_run_id = l.mail_run_id OFFSET 0) AS r
		WHERE l.invitation_id = p_invitation AND l.kind = 'invitation'
		    AND (r.state = 'claimed' OR r.state = 'settled' AND l.outcome IS NOT DISTINCT FROM 'accepted'))
$$;

-- Here the invitation: with its wave and group in the condition, all invitations of the group are read for it.
CREATE OR REPLACE FUNCTION amendment_keeps_its_promises() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM aoj.wave w WHERE w.wave_id = NEW.wave_id AND w.state = 'open') THEN
		RAISE EXCEPTION 'the list of an open wave is amended' USING ERRCODE = 'check_violation';
	END IF;
	IF (SELECT i.wave_id = NEW.wave_id AND i.function_group = NEW.function_group
	    FROM aoj.invitation i WHERE i.invitation_id = NEW.invitation_id) IS NOT TRUE THEN
		RAISE EXCEPTION 'an amendment is of an invitation of its wave and group' USING ERRCODE = 'check_violation';
	END IF;
	IF NEW.what = 'corrected' AND (SELECT i.wave_id = NEW.wave_id AND i.function_group = NEW.function_group
	    AND aoj.invitation_reached_nobody(i.invitation_id) FROM aoj.invitation i WHERE i.invitation_id = NEW.replaces) IS NOT TRUE THEN
		RAISE EXCEPTION 'only an invitation that reached nobody is corrected' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END
$$;

-- Here the wave of a run: else all waves are read for it.
CREATE OR REPLACE FUNCTION mail_run_next(p_by text, p_now timestamptz, p_waves uuid[], p_left uuid[], p_busy uuid[]) RETURNS uuid
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
	RETURN (
		SELECT q.mail_run_id FROM (
			SELECT r.mail_run_id, r.state FROM aoj.mail_run r CROSS JOIN LATERAL (
				SELECT v.state, v.mail_paused FROM aoj.wave v WHERE v.wave_id = r.wave_id OFFSET 0) AS w
			WHERE r.state <> 'settled' AND r.wave_id = ANY (p_waves) AND (r.due_at <= p_now OR w.state = 'closed')
				AND (r.state = 'due' OR r.lease_until < p_now
					OR r.mail_run_id = ANY (p_left) AND starts_with(r.claimed_by, left(p_by, -8)))
				AND r.mail_run_id <> ALL (p_busy)
				AND (w.state = 'open' AND NOT w.mail_paused OR w.state = 'closed')
			ORDER BY r.due_at OFFSET 0 FOR UPDATE OF r SKIP LOCKED
		) AS q
		WHERE q.state = 'claimed' OR aoj.mail_run_may_be_claimed(q.mail_run_id, p_now) LIMIT 1);
END
$$;

RESET ROLE;
COMMIT;
