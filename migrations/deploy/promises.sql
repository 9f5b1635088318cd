-- What no role may break: a started wave keeps its groups and holders, tables that only grow, ballots of closed waves only;
-- and the two things that post may do only in this way: closing a wave whose time has come, and freezing the invitations.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- Only rows of audit, statements and counted answers grow; nobody takes one back.
CREATE FUNCTION only_grows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER grows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER grows_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER grows BEFORE UPDATE OR DELETE ON count_statement FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER grows_truncate BEFORE TRUNCATE ON count_statement FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER grows BEFORE UPDATE OR DELETE ON ballot_check FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER grows_truncate BEFORE TRUNCATE ON ballot_check FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- The parts of a wave that its pages show change only until the state that the trigger names; so wave.revision names one content.
CREATE FUNCTION changes_until() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	wave_state text;
BEGIN
	SELECT w.state INTO wave_state FROM aoj.wave w
	WHERE w.wave_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.wave_id ELSE NEW.wave_id END;
	IF TG_OP = 'UPDATE' AND NEW.wave_id <> OLD.wave_id THEN
		RAISE EXCEPTION '% keeps its wave', TG_TABLE_NAME USING ERRCODE = 'check_violation';
	END IF;
	IF wave_state <> 'draft' AND (TG_ARGV[0] = 'draft' OR wave_state <> 'ready') THEN
		RAISE EXCEPTION '% of a wave that is % is fixed', TG_TABLE_NAME, wave_state
		    USING ERRCODE = 'check_violation';
	END IF;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE TRIGGER fixed BEFORE INSERT OR UPDATE OR DELETE ON wave_municipality FOR EACH ROW EXECUTE FUNCTION changes_until('draft');
CREATE TRIGGER fixed BEFORE INSERT OR UPDATE OR DELETE ON wave_partnership FOR EACH ROW EXECUTE FUNCTION changes_until('draft');
CREATE TRIGGER fixed BEFORE INSERT OR UPDATE OR DELETE ON wave_questionnaire FOR EACH ROW EXECUTE FUNCTION changes_until('draft');
CREATE TRIGGER fixed BEFORE INSERT OR UPDATE OR DELETE ON holder FOR EACH ROW EXECUTE FUNCTION changes_until('draft');
-- At start, small groups are merged and the invited are counted: in the transaction that then opens the wave.
CREATE TRIGGER fixed BEFORE INSERT OR UPDATE OR DELETE ON function_group FOR EACH ROW EXECUTE FUNCTION changes_until('ready');

-- Groups and their members are frozen at start. A token hash is written once and never changes: a hash that could be replaced
-- would hand somebody's link to another. From then on the row is as it is: see refusal.
CREATE FUNCTION invitation_keeps_its_promises() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	wave_state text;
BEGIN
	IF NEW.invitation_id <> OLD.invitation_id OR NEW.wave_id <> OLD.wave_id OR NEW.invitee_id <> OLD.invitee_id THEN
		RAISE EXCEPTION 'an invitation keeps its wave and its person' USING ERRCODE = 'check_violation';
	END IF;
	IF OLD.token_hash IS NOT NULL AND NEW.token_hash IS DISTINCT FROM OLD.token_hash THEN
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
CREATE TRIGGER promises BEFORE UPDATE ON invitation FOR EACH ROW EXECUTE FUNCTION invitation_keeps_its_promises();

-- Due, claimed, settled; a lease that ran out goes back to due or to another claimant. What is settled stays settled.
CREATE FUNCTION mail_run_keeps_its_promises() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'due' THEN
			RAISE EXCEPTION 'a mail run begins as due' USING ERRCODE = 'check_violation';
		END IF;
	ELSIF OLD.state = 'settled' OR (OLD.state, NEW.state) = ('due', 'settled') THEN
		RAISE EXCEPTION 'a mail run does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER promises BEFORE INSERT OR UPDATE ON mail_run FOR EACH ROW EXECUTE FUNCTION mail_run_keeps_its_promises();

-- A wave is ready when every holder has typed back his code and enough of them can open; it is counted when its statement is
-- there, nothing is left in the box, and the statement speaks of the list that post checked. Looked at when the transaction ends.
CREATE FUNCTION wave_is_complete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NEW.state = 'ready' AND (
	    EXISTS (SELECT FROM aoj.holder h WHERE h.wave_id = NEW.wave_id AND NOT h.confirmed)
	    OR (SELECT count(*) FROM aoj.holder h WHERE h.wave_id = NEW.wave_id) < NEW.holders_needed) THEN
		RAISE EXCEPTION 'a wave is not ready before every holder has confirmed' USING ERRCODE = 'check_violation';
	END IF;
	IF NEW.state = 'open' AND EXISTS (SELECT FROM aoj.function_group g WHERE g.wave_id = NEW.wave_id AND g.invited IS NULL) THEN
		RAISE EXCEPTION 'a wave opens with its invited counted' USING ERRCODE = 'check_violation';
	END IF;
	IF NEW.state = 'counted' AND (
	    NOT EXISTS (SELECT FROM aoj.count_statement s JOIN aoj.ballot_check b USING (wave_id, genuine_hash)
		WHERE s.wave_id = NEW.wave_id)
	    OR EXISTS (SELECT FROM aoj.envelope e WHERE e.wave_id = NEW.wave_id)
	    OR EXISTS (SELECT FROM aoj.draft d WHERE d.wave_id = NEW.wave_id)) THEN
		RAISE EXCEPTION 'a wave is counted as a whole, with a statement' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER complete AFTER UPDATE OF state ON wave DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION wave_is_complete();

-- The list of genuine ballots is made after closing, and a statement while the wave is closed.
CREATE FUNCTION wave_is_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM aoj.wave w WHERE w.wave_id = NEW.wave_id AND w.state = 'closed') THEN
		RAISE EXCEPTION '% is made of a closed wave', TG_TABLE_NAME USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER closed BEFORE INSERT ON ballot_check FOR EACH ROW EXECUTE FUNCTION wave_is_closed();
CREATE TRIGGER closed BEFORE INSERT ON count_statement FOR EACH ROW EXECUTE FUNCTION wave_is_closed();

-- Which rows a role sees of the tables on which it has column grants at all. The owner's views and functions are not held by this.
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE envelope ENABLE ROW LEVEL SECURITY;
ALTER TABLE response ENABLE ROW LEVEL SECURITY;
ALTER TABLE open_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE set_aside ENABLE ROW LEVEL SECURITY;

CREATE POLICY survey ON draft TO aoj_gate USING (true);
CREATE POLICY survey ON envelope TO aoj_gate USING (true);
CREATE POLICY count_closed ON draft TO aoj_count
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'closed'));
CREATE POLICY count_closed ON envelope TO aoj_count
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'closed'));
CREATE POLICY count_closed ON response TO aoj_count
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'closed'));
CREATE POLICY count_closed ON open_answer TO aoj_count
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'closed'));
CREATE POLICY count_closed ON set_aside TO aoj_count
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'closed'));
CREATE POLICY post_reads ON envelope FOR SELECT TO aoj_post USING (true);
CREATE POLICY post_marks ON envelope FOR UPDATE TO aoj_post
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'closed'));
CREATE POLICY office_counted ON response FOR SELECT TO aoj_office
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'counted'));
CREATE POLICY office_counted ON open_answer FOR SELECT TO aoj_office
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'counted'));
CREATE POLICY office_counted ON set_aside FOR SELECT TO aoj_office
	USING (wave_id IN (SELECT w.wave_id FROM aoj.wave w WHERE w.state = 'counted'));

-- True when this call closed the wave; false when it is not open, or its time has not come.
CREATE FUNCTION close_wave(p_wave uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE aoj.wave w SET state = 'closed'
	WHERE w.wave_id = p_wave AND w.state = 'open' AND w.closes_at <= p_now;
	RETURN FOUND;
END
$$;

-- Reading a row for the first time leaves a mark on it that tells who followed his link. This rewrites all invitations in the
-- order of their random ids, with nothing left to mark; VACUUM would need ownership, which no process has. True when every row
-- came out frozen; false when some transaction elsewhere was older than the rows: call again.
CREATE FUNCTION freeze_invitations() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	CLUSTER aoj.invitation USING invitation_pkey;
	RETURN NOT EXISTS (SELECT FROM aoj.invitation i WHERE age(i.xmin) <= (
		SELECT age(c.relfrozenxid) FROM pg_class c WHERE c.oid = 'aoj.invitation'::regclass));
END
$$;

REVOKE ALL ON FUNCTION only_grows(), changes_until(), invitation_keeps_its_promises(), mail_run_keeps_its_promises(),
	wave_is_complete(), wave_is_closed(), questionnaire_is_immutable(), wave_keeps_its_promises(),
	close_wave(uuid, timestamptz), freeze_invitations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_wave(uuid, timestamptz), freeze_invitations() TO aoj_post;

RESET ROLE;
COMMIT;
