-- What an administrator changes in the list of an open wave: corrected addresses, people who join later, people who are withdrawn. The groups and
-- their members are frozen at start; each change after it is a row here, and the count statement says how many, per group.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- Of a correction invitation_id is the new invitation, and replaces the one whose link is dead from then on; at most once. Only inserted into, and no
-- foreign key to the invitation: see refusal. Whether anybody answered, by the old link or the new one, stands nowhere.
CREATE TABLE amendment (
	invitation_id	uuid NOT NULL,
	wave_id		uuid NOT NULL,
	function_group	code NOT NULL,
	what		text NOT NULL CHECK (what IN ('corrected', 'added', 'withdrawn')),
	replaces	uuid UNIQUE,
	PRIMARY KEY (invitation_id, what),
	FOREIGN KEY (wave_id, function_group) REFERENCES function_group,
	CHECK ((what = 'corrected') = (replaces IS NOT NULL)),
	CHECK (replaces <> invitation_id)
);
CREATE INDEX amendment_by_wave ON amendment (wave_id);
ALTER TABLE amendment ALTER invitation_id SET STATISTICS 0, ALTER replaces SET STATISTICS 0;
CREATE TRIGGER amendment_grows BEFORE UPDATE OR DELETE ON amendment FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER amendment_grows_truncate BEFORE TRUNCATE ON amendment FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- Whether the letter with this link reached nobody: it is still to leave, was never accepted by the mail server, or came back. While its run is
-- under way nobody can tell. Else an administrator could send himself somebody's vote.
CREATE FUNCTION invitation_reached_nobody(p_invitation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT EXISTS (SELECT FROM aoj.undelivered u WHERE u.invitation_id = p_invitation)
	    OR NOT EXISTS (SELECT FROM aoj.letter l JOIN aoj.mail_run r ON r.mail_run_id = l.mail_run_id
		WHERE l.invitation_id = p_invitation AND l.kind = 'invitation'
		    AND (r.state = 'claimed' OR r.state = 'settled' AND l.outcome IS NOT DISTINCT FROM 'accepted'))
$$;

CREATE FUNCTION amendment_keeps_its_promises() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM aoj.wave w WHERE w.wave_id = NEW.wave_id AND w.state = 'open') THEN
		RAISE EXCEPTION 'the list of an open wave is amended' USING ERRCODE = 'check_violation';
	END IF;
	IF NOT EXISTS (SELECT FROM aoj.invitation i WHERE i.invitation_id = NEW.invitation_id AND i.wave_id = NEW.wave_id
	    AND i.function_group = NEW.function_group) THEN
		RAISE EXCEPTION 'an amendment is of an invitation of its wave and group' USING ERRCODE = 'check_violation';
	END IF;
	IF NEW.what = 'corrected' AND NOT EXISTS (SELECT FROM aoj.invitation i WHERE i.invitation_id = NEW.replaces
	    AND i.wave_id = NEW.wave_id AND i.function_group = NEW.function_group AND aoj.invitation_reached_nobody(i.invitation_id)) THEN
		RAISE EXCEPTION 'only an invitation that reached nobody is corrected' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER promises BEFORE INSERT ON amendment FOR EACH ROW EXECUTE FUNCTION amendment_keeps_its_promises();

-- Whom the office invites after the start, or takes off the list, it writes down here too: looked at when its transaction ends.
CREATE FUNCTION invitation_is_amended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF session_user = 'aoj_office'
	    AND NOT EXISTS (SELECT FROM aoj.wave w WHERE w.wave_id = NEW.wave_id AND w.state IN ('draft', 'ready'))
	    AND NOT EXISTS (SELECT FROM aoj.amendment a WHERE a.invitation_id = NEW.invitation_id AND a.what <> 'withdrawn') THEN
		RAISE EXCEPTION 'who joins an open wave is written down' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER amended AFTER INSERT ON invitation DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW EXECUTE FUNCTION invitation_is_amended();
CREATE FUNCTION refusal_is_amended() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF session_user = 'aoj_office' AND NOT EXISTS (SELECT FROM aoj.amendment a WHERE NEW.status = 'withdrawn'
	    AND a.invitation_id = NEW.invitation_id AND a.what = 'withdrawn' OR NEW.status = 'duplicate' AND a.replaces = NEW.invitation_id) THEN
		RAISE EXCEPTION 'who is taken off the list is written down' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER amended AFTER INSERT ON refusal DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW WHEN (NEW.status IN ('withdrawn', 'duplicate')) EXECUTE FUNCTION refusal_is_amended();

-- As it was when the wave was counted: {"ib": {"added": 2, "corrected": 1}}.
ALTER TABLE count_statement ADD amended jsonb NOT NULL DEFAULT '{}';

REVOKE ALL ON FUNCTION invitation_reached_nobody(uuid), amendment_keeps_its_promises(), invitation_is_amended(), refusal_is_amended() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invitation_reached_nobody(uuid) TO aoj_office;
GRANT SELECT (invitation_id, wave_id, function_group, what), INSERT (invitation_id, wave_id, function_group, what, replaces) ON amendment TO aoj_office;
GRANT SELECT (wave_id, function_group, what) ON amendment TO aoj_count;
GRANT SELECT (amended) ON count_statement TO aoj_office;
GRANT INSERT (amended) ON count_statement TO aoj_count;

RESET ROLE;
COMMIT;
