-- Who wants no more mail: a token of its own that can only ask for that, what was asked, and what is held because a robot may have asked.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- Hash of the weaker token of the List-Unsubscribe header; filled in by post together with token_hash. A wave that was open before
-- this column was there gets it the next time post gives links, all rows at once, and is frozen again.
ALTER TABLE invitation ADD unsubscribe_hash bytea UNIQUE CHECK (octet_length(unsubscribe_hash) = 32);
ALTER TABLE invitation ADD CHECK (unsubscribe_hash IS NULL OR token_hash IS NOT NULL);
ALTER TABLE invitation ALTER unsubscribe_hash SET STATISTICS 0;

-- What was asked, unconfirmed: post looks two minutes later. These tables are only inserted into, and no foreign key leads from
-- them to invitation (an insert would mark its row): a row that is rewritten or taken away leaves a dead version on a page that it
-- shares with others, and a later reader clears it away, with a place and a time in the write-ahead log. So what became of an asking
-- is never written on it: confirmed, there is a refusal; held or dismissed, there is a row below. Somebody may ask again once an
-- administrator has dismissed what he took for a robot: hence the time in the key.
CREATE TABLE unsubscribe (
	invitation_id	uuid NOT NULL,
	asked_at	timestamptz NOT NULL,
	wave_id		uuid NOT NULL,
	PRIMARY KEY (invitation_id, asked_at)
);
CREATE INDEX unsubscribe_by_wave ON unsubscribe (wave_id, asked_at);
ALTER TABLE unsubscribe ALTER invitation_id SET STATISTICS 0;

-- So many asked at once that it may have been a robot: nobody's word until an administrator says so.
CREATE TABLE unsubscribe_held (
	invitation_id	uuid NOT NULL,
	asked_at	timestamptz NOT NULL,
	wave_id		uuid NOT NULL,
	held_at		timestamptz NOT NULL,
	-- Too many of one run of letters, or of one mail domain.
	reason		text NOT NULL CHECK (reason IN ('run', 'domain')),
	PRIMARY KEY (invitation_id, asked_at)
);
CREATE INDEX unsubscribe_held_by_wave ON unsubscribe_held (wave_id);
ALTER TABLE unsubscribe_held ALTER invitation_id SET STATISTICS 0;

-- An administrator's word that nobody asked.
CREATE TABLE unsubscribe_dismissed (
	invitation_id	uuid NOT NULL,
	asked_at	timestamptz NOT NULL,
	wave_id		uuid NOT NULL,
	PRIMARY KEY (invitation_id, asked_at)
);
ALTER TABLE unsubscribe_dismissed ALTER invitation_id SET STATISTICS 0;

-- What stands now. Who has asked and was not dismissed is still invited, but gets no letter until that is decided.
CREATE OR REPLACE VIEW invitation_status AS
	SELECT i.invitation_id, i.wave_id, i.function_group,
		CASE WHEN i.status = 'invited' THEN coalesce(r.status, i.status) ELSE i.status END AS status,
		EXISTS (SELECT FROM unsubscribe u WHERE u.invitation_id = i.invitation_id AND NOT EXISTS (SELECT FROM unsubscribe_dismissed d
			WHERE d.invitation_id = u.invitation_id AND d.asked_at = u.asked_at)) AS wants_no_mail
	FROM invitation i LEFT JOIN refusal r ON r.invitation_id = i.invitation_id;

-- As before; and the hash of the weaker token never changes either.
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
		RAISE EXCEPTION 'what becomes of an invitation with a link stands in refusal' USING ERRCODE = 'check_violation';
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

-- Office sees what is held and decides; post writes down, confirms and holds.
GRANT SELECT (wants_no_mail) ON invitation_status TO aoj_office, aoj_post;
GRANT SELECT (invitation_id, asked_at, wave_id, held_at, reason) ON unsubscribe_held TO aoj_office;
GRANT SELECT (invitation_id, asked_at, wave_id), INSERT (invitation_id, asked_at, wave_id) ON unsubscribe_dismissed TO aoj_office;
GRANT SELECT (unsubscribe_hash), UPDATE (unsubscribe_hash) ON invitation TO aoj_post;
GRANT SELECT (invitation_id, asked_at, wave_id), INSERT (invitation_id, asked_at, wave_id) ON unsubscribe TO aoj_post;
GRANT SELECT (invitation_id, asked_at, wave_id), INSERT (invitation_id, asked_at, wave_id, held_at, reason) ON unsubscribe_held TO aoj_post;
GRANT SELECT (invitation_id, asked_at, wave_id) ON unsubscribe_dismissed TO aoj_post;
GRANT INSERT (invitation_id, wave_id, status) ON refusal TO aoj_post;
GRANT SELECT (unsubscribe_hash) ON invitation TO aoj_gate;
GRANT SELECT (invitation_id, asked_at), INSERT (invitation_id, asked_at, wave_id) ON unsubscribe TO aoj_gate;
GRANT SELECT (invitation_id, asked_at) ON unsubscribe_dismissed TO aoj_gate;

RESET ROLE;
GRANT CREATE ON SCHEMA aoj TO aoj_gate;
SET ROLE aoj_gate;

-- 'done', 'already', 'closed', 'absent'. All that is ever written about a person by this role; coming back writes nothing.
-- For 'unsubscribed' the hash is that of the weaker token, which finds nothing else anywhere; it is never a refusal itself. No NOTIFY
-- tells post: its queue on disk would keep the number of this transaction beside that of the server process, and who notifies waits
-- for who notified before; post looks each minute by itself.
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
		SELECT i.invitation_id, w.wave_id, i.status, w.closes_at, w.state INTO invitation, wave, was, closes, wave_state
		FROM aoj.invitation i JOIN aoj.wave w ON w.wave_id = i.wave_id
		WHERE i.unsubscribe_hash = p_token_hash AND w.state IN ('open', 'closed');
	ELSE
		SELECT i.invitation_id, w.wave_id, i.status, w.closes_at, w.state INTO invitation, wave, was, closes, wave_state
		FROM aoj.invitation i JOIN aoj.wave w ON w.wave_id = i.wave_id
		WHERE i.token_hash = p_token_hash AND w.state IN ('open', 'closed');
	END IF;
	-- First asked, so that a second refusal leaves no trace at all; and of a token that finds nobody too, so that it takes no less time.
	said_before := EXISTS (SELECT FROM aoj.refusal r WHERE r.invitation_id = coalesce(invitation, '00000000-0000-0000-0000-000000000000'))
	    OR p_status = 'unsubscribed' AND EXISTS (
		SELECT FROM aoj.unsubscribe u WHERE u.invitation_id = coalesce(invitation, '00000000-0000-0000-0000-000000000000') AND NOT EXISTS (
			SELECT FROM aoj.unsubscribe_dismissed d WHERE d.invitation_id = u.invitation_id AND d.asked_at = u.asked_at));
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
COMMIT;
