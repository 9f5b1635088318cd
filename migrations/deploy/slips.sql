-- What somebody does with a link besides answering, saying no or wanting no more mail, is a slip under an id of its own, as a draft and an
-- envelope are: it shares no value with an invitation, and is only inserted. Withdrawn and merged invitations are people's rows, apart.

BEGIN;

SET client_min_messages = warning;

DO $$
BEGIN
	IF EXISTS (SELECT FROM aoj.wave w WHERE w.state IN ('ready', 'open', 'closed')) THEN
		RAISE EXCEPTION 'a wave is ready, open, or closed and not counted; its refusals name invitations: count it first';
	END IF;
END
$$;

SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- An administrator took the invitation off the list, or replaced it by a corrected one. Only inserted into, and no foreign key to the invitation: an
-- insert would mark its row. An invitation with a link never changes: the replaced row version would lie on a page that it shares with others, and a
-- later reader of that page clears it away (an entry in the write-ahead log, with a place and a time).
CREATE TABLE withdrawal (
	invitation_id	uuid PRIMARY KEY,
	wave_id		uuid NOT NULL,
	status		text NOT NULL CHECK (status IN ('withdrawn', 'duplicate'))
);
CREATE INDEX withdrawal_by_wave ON withdrawal (wave_id);
ALTER TABLE withdrawal ALTER invitation_id SET STATISTICS 0;
INSERT INTO withdrawal (invitation_id, wave_id, status)
SELECT r.invitation_id, r.wave_id, r.status FROM refusal r WHERE r.status IN ('withdrawn', 'duplicate');

-- Refusals of a counted wave: counting adds them up and deletes the slips.
CREATE TABLE refusal_total (
	wave_id		uuid NOT NULL,
	function_group	text NOT NULL,
	kind		text NOT NULL CHECK (kind IN ('refused', 'not_eligible')),
	refusals	integer NOT NULL CHECK (refusals > 0),
	PRIMARY KEY (wave_id, function_group, kind)
);
INSERT INTO refusal_total (wave_id, function_group, kind, refusals)
SELECT r.wave_id, i.function_group, r.status, count(*) FROM refusal r JOIN invitation i ON i.invitation_id = r.invitation_id
WHERE r.status IN ('refused', 'not_eligible') GROUP BY r.wave_id, i.function_group, r.status;
CREATE TRIGGER grows BEFORE UPDATE OR DELETE ON refusal_total FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER grows_truncate BEFORE TRUNCATE ON refusal_total FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER closed BEFORE INSERT ON refusal_total FOR EACH ROW EXECUTE FUNCTION wave_is_closed();

-- What stands now, as the administrators know it by name.
DROP VIEW invitation_status;
CREATE VIEW invitation_status AS
	SELECT i.invitation_id, i.wave_id, i.function_group,
		CASE WHEN i.status = 'invited' THEN coalesce(w.status, i.status) ELSE i.status END AS status
	FROM invitation i LEFT JOIN withdrawal w ON w.invitation_id = i.invitation_id;

DROP TABLE refusal, refusal_answered, unsubscribe, unsubscribe_held, unsubscribe_dismissed;
DROP FUNCTION refusal_is_amended();

-- Who was not invited at the start.
CREATE VIEW joined_later AS
	SELECT a.invitation_id FROM amendment a WHERE a.what IN ('added', 'corrected');

-- Who says no: per group, and on which day (Europe/Amsterdam). Coming back writes nothing.
CREATE TABLE refusal (
	refusal_id	bytea PRIMARY KEY CHECK (octet_length(refusal_id) = 32),
	wave_id		uuid NOT NULL,
	function_group	text NOT NULL,
	kind		text NOT NULL CHECK (kind IN ('refused', 'not_eligible')),
	day		date NOT NULL
);
ALTER TABLE refusal ALTER refusal_id SET STATISTICS 0;
CREATE INDEX refusal_by_group ON refusal (wave_id, function_group, day);

-- Who wants no more mail, by the weaker token of a letter's header: asked with one click or by mail, as scanners do too, or chosen on our page, which no
-- scanner does. Who wants it again, by the link: undone. What stands is the last turn. Whether one that was asked is believed is decided in the memory of
-- post, when a reminder leaves. Asked twice is no second slip: a scanner comes with each reminder, and would count those who still get one.
CREATE TABLE stop_request (
	stop_id		bytea NOT NULL CHECK (octet_length(stop_id) = 32),
	turn		integer NOT NULL CHECK (turn > 0),
	wave_id		uuid NOT NULL,
	day		date NOT NULL,
	what		text NOT NULL CHECK (what IN ('asked', 'chosen', 'undone')),
	PRIMARY KEY (stop_id, turn)
);
ALTER TABLE stop_request ALTER stop_id SET STATISTICS 0;
CREATE INDEX stop_request_by_wave ON stop_request (wave_id);

CREATE TRIGGER inserted BEFORE UPDATE ON refusal FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER inserted_truncate BEFORE TRUNCATE ON refusal FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER inserted BEFORE UPDATE ON stop_request FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER inserted_truncate BEFORE TRUNCATE ON stop_request FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER inserted BEFORE UPDATE OR DELETE ON withdrawal FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER inserted_truncate BEFORE TRUNCATE ON withdrawal FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- An administrator's word about a mail domain of whose people so many asked on one day that a scanner may have: were these people? Sealed, as a
-- blocked domain is; about the domain, never about somebody.
CREATE TABLE domain_word (
	domain_word_id	uuid PRIMARY KEY,
	wave_id		uuid NOT NULL,
	domain_hash	bytea NOT NULL CHECK (octet_length(domain_hash) = 32),
	sealed		bytea NOT NULL,
	people		boolean NOT NULL,
	UNIQUE (wave_id, domain_hash)
);
ALTER TABLE domain_word ALTER domain_word_id SET STATISTICS 0, ALTER domain_hash SET STATISTICS 0, ALTER sealed SET STATISTICS 0;

-- Counts as of last midnight, for every group: who may look at each moment counts single answers. A trial wave shows them at once. Functions, since a
-- view tells more than its rows: EXPLAIN ANALYZE says how many it left out, and a condition of the reader's may be asked of rows that are left out. Group
-- by group, so that the index is not read any further than the day before.
CREATE FUNCTION envelopes_until_midnight() RETURNS TABLE (wave_id uuid, function_group text, day date, envelopes bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	today date := (aoj.clock() AT TIME ZONE 'Europe/Amsterdam')::date;
BEGIN
	RETURN QUERY SELECT g.wave_id, g.function_group::text, c.day, c.envelopes
	FROM aoj.function_group g JOIN aoj.wave w ON w.wave_id = g.wave_id CROSS JOIN LATERAL (
		SELECT e.day, count(*) AS envelopes FROM aoj.envelope e
		WHERE e.wave_id = g.wave_id AND e.function_group = g.function_group::text AND NOT e.is_foreign
			AND e.day < CASE WHEN w.trial THEN 'infinity' ELSE today END
		GROUP BY e.day) AS c
	WHERE w.state IN ('open', 'closed');
END
$$;
CREATE FUNCTION refusals_until_midnight() RETURNS TABLE (wave_id uuid, function_group text, kind text, day date, refusals bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	today date := (aoj.clock() AT TIME ZONE 'Europe/Amsterdam')::date;
BEGIN
	RETURN QUERY SELECT g.wave_id, g.function_group::text, c.kind, c.day, c.refusals
	FROM aoj.function_group g JOIN aoj.wave w ON w.wave_id = g.wave_id CROSS JOIN LATERAL (
		SELECT r.kind, r.day, count(*) AS refusals FROM aoj.refusal r
		WHERE r.wave_id = g.wave_id AND r.function_group = g.function_group::text
			AND r.day < CASE WHEN w.trial THEN 'infinity' ELSE today END
		GROUP BY r.kind, r.day) AS c
	WHERE w.state IN ('open', 'closed');
END
$$;
CREATE OR REPLACE VIEW response_count AS
	SELECT c.wave_id, c.function_group, c.day, c.envelopes AS responses FROM envelopes_until_midnight() c
	UNION ALL
	SELECT r.wave_id, r.function_group::text, NULL, count(*)
	FROM response r GROUP BY r.wave_id, r.function_group;
CREATE VIEW refusal_count AS
	SELECT c.wave_id, c.function_group, c.kind, c.day, c.refusals FROM refusals_until_midnight() c
	UNION ALL
	SELECT t.wave_id, t.function_group, t.kind, NULL, t.refusals FROM refusal_total t;

-- Whom the office takes off the list, it writes down as an amendment too: looked at when its transaction ends.
CREATE FUNCTION withdrawal_is_amended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF session_user = 'aoj_office' AND NOT EXISTS (SELECT FROM aoj.amendment a WHERE NEW.status = 'withdrawn'
	    AND a.invitation_id = NEW.invitation_id AND a.what = 'withdrawn' OR NEW.status = 'duplicate' AND a.replaces = NEW.invitation_id) THEN
		RAISE EXCEPTION 'who is taken off the list is written down' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER amended AFTER INSERT ON withdrawal DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION withdrawal_is_amended();

-- A counted wave has no slips: looked at when the transaction ends.
CREATE FUNCTION slips_are_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM aoj.refusal r WHERE r.wave_id = NEW.wave_id) OR EXISTS (SELECT FROM aoj.stop_request s WHERE s.wave_id = NEW.wave_id) THEN
		RAISE EXCEPTION 'a counted wave keeps no slips' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER slips_gone AFTER UPDATE OF state ON wave DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW WHEN (NEW.state = 'counted' AND OLD.state <> 'counted') EXECUTE FUNCTION slips_are_gone();

-- Part of counting: refusals leave their numbers per group, requests for no more mail leave nothing. A function: who may delete rows may have EXPLAIN
-- count those that a policy keeps from him.
CREATE FUNCTION end_slips(p_wave uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM aoj.wave w WHERE w.wave_id = p_wave AND w.state = 'closed') THEN
		RAISE EXCEPTION 'slips end with the counting of a closed wave' USING ERRCODE = 'check_violation';
	END IF;
	WITH gone AS (DELETE FROM aoj.refusal r WHERE r.wave_id = p_wave RETURNING r.function_group, r.kind)
	INSERT INTO aoj.refusal_total (wave_id, function_group, kind, refusals)
	SELECT p_wave, g.function_group, g.kind, count(*) FROM gone g GROUP BY g.function_group, g.kind;
	DELETE FROM aoj.stop_request s WHERE s.wave_id = p_wave;
END
$$;

-- As before; its words name the table of today.
CREATE OR REPLACE FUNCTION invitation_keeps_its_promises() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	wave_state text;
BEGIN
	IF NEW.invitation_id <> OLD.invitation_id OR NEW.wave_id <> OLD.wave_id OR NEW.invitee_id <> OLD.invitee_id THEN
		RAISE EXCEPTION 'an invitation keeps its wave and its person' USING ERRCODE = 'check_violation';
	END IF;
	IF OLD.token_hash IS NOT NULL AND NEW.token_hash IS DISTINCT FROM OLD.token_hash
	    OR OLD.unsubscribe_hash IS NOT NULL AND NEW.unsubscribe_hash IS DISTINCT FROM OLD.unsubscribe_hash THEN
		RAISE EXCEPTION 'the link of an invitation does not change' USING ERRCODE = 'check_violation';
	END IF;
	IF OLD.token_hash IS NOT NULL AND NEW.status <> OLD.status THEN
		RAISE EXCEPTION 'what becomes of an invitation with a link stands in withdrawal' USING ERRCODE = 'check_violation';
	END IF;
	IF NEW.function_group <> OLD.function_group THEN
		SELECT w.state INTO wave_state FROM aoj.wave w WHERE w.wave_id = NEW.wave_id;
		IF wave_state NOT IN ('draft', 'ready') THEN
			RAISE EXCEPTION 'the members of a group are fixed once the wave is open' USING ERRCODE = 'check_violation';
		END IF;
	END IF;
	RETURN NEW;
END
$$;

ALTER TABLE refusal ENABLE ROW LEVEL SECURITY;
ALTER TABLE stop_request ENABLE ROW LEVEL SECURITY;
CREATE POLICY survey ON refusal TO aoj_gate USING (true);
CREATE POLICY survey ON stop_request TO aoj_gate USING (true);
CREATE POLICY post_reads ON refusal FOR SELECT TO aoj_post USING (true);
CREATE POLICY post_reads ON stop_request FOR SELECT TO aoj_post USING (true);

REVOKE ALL ON FUNCTION withdrawal_is_amended(), slips_are_gone(), end_slips(uuid), envelopes_until_midnight(), refusals_until_midnight() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION envelopes_until_midnight(), refusals_until_midnight() TO aoj_office;
GRANT EXECUTE ON FUNCTION end_slips(uuid) TO aoj_count;
GRANT SELECT (invitation_id, wave_id, function_group, status) ON invitation_status TO aoj_office, aoj_post;
GRANT INSERT (invitation_id, wave_id, status) ON withdrawal TO aoj_office;
GRANT SELECT (wave_id, function_group, kind, day, refusals) ON refusal_count TO aoj_office;
GRANT SELECT (wave_id, domain_hash, people), INSERT (domain_word_id, wave_id, domain_hash, sealed, people), UPDATE (people) ON domain_word TO aoj_office;
GRANT SELECT (domain_word_id, sealed) ON domain_word TO aoj_office;
GRANT SELECT (wave_id, domain_hash, people) ON domain_word TO aoj_post;
GRANT SELECT (refusal_id, wave_id) ON refusal TO aoj_post;
GRANT SELECT (stop_id, turn, wave_id, day, what) ON stop_request TO aoj_post;
GRANT SELECT (invitation_id) ON joined_later TO aoj_post;
GRANT SELECT (invitation_id, status) ON withdrawal TO aoj_gate;
GRANT SELECT (refusal_id), INSERT (refusal_id, wave_id, function_group, kind, day) ON refusal TO aoj_gate;
GRANT SELECT (stop_id, turn, what), INSERT (stop_id, turn, wave_id, day, what) ON stop_request TO aoj_gate;

RESET ROLE;
GRANT CREATE ON SCHEMA aoj TO aoj_gate;
SET ROLE aoj_gate;

-- As before; but what somebody did with the link is not looked at.
CREATE OR REPLACE FUNCTION find_invitation(p_token_hash bytea, p_known bigint[])
RETURNS TABLE (wave_id uuid, revision bigint, function_group text, status text, document text)
LANGUAGE plpgsql STABLE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	SELECT i.wave_id, w.revision, i.function_group,
		CASE WHEN i.status = 'invited' THEN coalesce(x.status, i.status) ELSE i.status END
	INTO wave_id, revision, function_group, status
	FROM aoj.invitation i CROSS JOIN LATERAL (
		SELECT v.revision FROM aoj.wave v WHERE v.wave_id = i.wave_id AND v.state IN ('open', 'closed') OFFSET 0) AS w
	LEFT JOIN LATERAL (SELECT d.status FROM aoj.withdrawal d WHERE d.invitation_id = i.invitation_id OFFSET 0) AS x ON true
	WHERE i.token_hash = p_token_hash;
	IF FOUND THEN
		IF revision = ANY (p_known) IS NOT TRUE THEN
			document := aoj.wave_document(wave_id);
		END IF;
		RETURN NEXT;
	END IF;
END
$$;

-- 'done', 'already', 'closed', 'absent'. The slip's day is the database's; nothing of an invitation stands in the call.
DROP FUNCTION refuse(bytea, text, timestamptz);
CREATE FUNCTION refuse(p_refusal_id bytea, p_wave uuid, p_function_group text, p_kind text, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	at timestamptz := greatest(p_now, aoj.clock());
	closes timestamptz;
	wave_state text;
BEGIN
	IF p_kind IS NULL OR p_kind NOT IN ('refused', 'not_eligible') THEN
		RAISE EXCEPTION 'not a refusal' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	SELECT w.closes_at, w.state INTO closes, wave_state FROM aoj.wave w WHERE w.wave_id = p_wave;
	IF wave_state IS NULL THEN
		RETURN 'absent';
	ELSIF wave_state <> 'open' OR at >= closes THEN
		RETURN 'closed';
	ELSIF EXISTS (SELECT FROM aoj.refusal r WHERE r.refusal_id = p_refusal_id) THEN
		-- First looked at, so that a second refusal leaves no trace at all.
		RETURN 'already';
	END IF;
	INSERT INTO aoj.refusal (refusal_id, wave_id, function_group, kind, day)
	VALUES (p_refusal_id, p_wave, p_function_group, p_kind, (at AT TIME ZONE 'Europe/Amsterdam')::date)
	ON CONFLICT DO NOTHING;
	RETURN CASE WHEN FOUND THEN 'done' ELSE 'already' END;
END
$$;

-- The open wave in which the weaker token asks for no more mail; NULL for none. It finds nothing else anywhere.
CREATE FUNCTION find_unsubscribe(p_unsubscribe_hash bytea) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT i.wave_id FROM aoj.invitation i WHERE i.unsubscribe_hash = p_unsubscribe_hash
		AND (SELECT w.state FROM aoj.wave w WHERE w.wave_id = i.wave_id) = 'open');
END
$$;

-- Whether no more mail was asked for, and not undone.
CREATE FUNCTION stop_stands(p_stop_id bytea) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN coalesce((SELECT s.what FROM aoj.stop_request s WHERE s.stop_id = p_stop_id ORDER BY s.turn DESC LIMIT 1), 'undone') <> 'undone';
END
$$;

-- 'done', 'already', 'closed', 'absent'. No NOTIFY tells post: its queue on disk would keep the number of this transaction beside that
-- of the server process, and who notifies waits for who notified before.
CREATE FUNCTION request_stop(p_stop_id bytea, p_wave uuid, p_what text, p_now timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	at timestamptz := greatest(p_now, aoj.clock());
	last integer;
	stands text;
	closes timestamptz;
	wave_state text;
BEGIN
	-- One at a time; and looked at for a wave that is none too, so that it takes no less time.
	PERFORM pg_advisory_xact_lock(hashtextextended(encode(p_stop_id, 'hex'), 4));
	SELECT s.turn, s.what INTO last, stands FROM aoj.stop_request s WHERE s.stop_id = p_stop_id ORDER BY s.turn DESC LIMIT 1;
	SELECT w.closes_at, w.state INTO closes, wave_state FROM aoj.wave w WHERE w.wave_id = p_wave;
	IF wave_state IS NULL THEN
		RETURN 'absent';
	ELSIF wave_state <> 'open' OR at >= closes THEN
		RETURN 'closed';
	ELSIF p_what = coalesce(stands, 'undone') OR p_what = 'asked' AND stands = 'chosen' THEN
		RETURN 'already';
	END IF;
	INSERT INTO aoj.stop_request (stop_id, turn, wave_id, day, what)
	VALUES (p_stop_id, coalesce(last, 0) + 1, p_wave, (at AT TIME ZONE 'Europe/Amsterdam')::date, p_what);
	RETURN 'done';
END
$$;

-- Requests that came by mail, all of a night at once, in the order given, which is random. Says how many were new.
CREATE FUNCTION request_stops(p_wave uuid, p_stop_ids bytea[], p_now timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	id bytea;
	done integer := 0;
BEGIN
	FOREACH id IN ARRAY p_stop_ids LOOP
		IF aoj.request_stop(id, p_wave, 'asked', p_now) = 'done' THEN
			done := done + 1;
		END IF;
	END LOOP;
	RETURN done;
END
$$;

REVOKE ALL ON FUNCTION refuse(bytea, uuid, text, text, timestamptz), find_unsubscribe(bytea), stop_stands(bytea),
	request_stop(bytea, uuid, text, timestamptz), request_stops(uuid, bytea[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refuse(bytea, uuid, text, text, timestamptz), find_unsubscribe(bytea), stop_stands(bytea),
	request_stop(bytea, uuid, text, timestamptz) TO aoj_survey;
GRANT EXECUTE ON FUNCTION request_stops(uuid, bytea[], timestamptz) TO aoj_post;

RESET ROLE;
REVOKE CREATE ON SCHEMA aoj FROM aoj_gate;
COMMIT;
