-- Reminders leave no number: no tally of a run, no total of a group. A run has a slot, fixed when it is planned; a run of reminders ends with its slot,
-- however many letters left, and 72 hours count from its beginning. Who plans reminders does so before the wave opens.

BEGIN;

SET client_min_messages = warning;

DO $$
BEGIN
	IF EXISTS (SELECT FROM aoj.wave w WHERE w.state IN ('ready', 'open', 'closed')) THEN
		RAISE EXCEPTION 'a wave is ready, open, or closed and not counted: its letters mean something else after this. Count it first.';
	END IF;
END
$$;

SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

DROP TABLE letter_total;
ALTER TABLE mail_run DROP COLUMN tally;
DROP INDEX mail_run_open;

-- Until when letters of the run are tried: from due_at until letters could leave for as many hours as one is tried, before the next letter begins.
ALTER TABLE mail_run ADD ends_at timestamptz;
ALTER TABLE mail_run DISABLE TRIGGER promises;
UPDATE mail_run SET ends_at = greatest(due_at, coalesce(settled_at, due_at));
ALTER TABLE mail_run ENABLE TRIGGER promises;
ALTER TABLE mail_run ALTER ends_at SET NOT NULL, ADD CONSTRAINT mail_run_slot CHECK (ends_at >= due_at);

DROP INDEX mail_run_by_state;
CREATE INDEX mail_run_by_state ON mail_run (wave_id, kind, state, due_at);

-- As before; but 72 hours count from the beginning of the other letter's slot, and that letter is under way until its slot is over.
CREATE OR REPLACE FUNCTION mail_run_may_be_claimed(p_run uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
	kinds CONSTANT text[] := ARRAY['invitation', 'reminder_1', 'reminder_2', 'reminder_3', 'last_call'];
	place integer;
	wave uuid;
	closed boolean;
BEGIN
	SELECT array_position(kinds, r.kind), r.wave_id, w.state = 'closed' INTO place, wave, closed
	FROM aoj.mail_run r JOIN aoj.wave w ON w.wave_id = r.wave_id WHERE r.mail_run_id = p_run;
	-- A person has a letter of each kind once, so only other kinds can be in the way.
	IF closed OR NOT EXISTS (
		SELECT FROM unnest(kinds) WITH ORDINALITY AS k (kind, nth) WHERE k.nth <> place AND (
			EXISTS (SELECT FROM aoj.mail_run r WHERE r.wave_id = wave AND r.kind = k.kind AND r.state = 'claimed' OFFSET 0)
			OR k.nth < place
			    AND EXISTS (SELECT FROM aoj.mail_run r WHERE r.wave_id = wave AND r.kind = k.kind AND r.state = 'due' OFFSET 0)
			OR EXISTS (SELECT FROM aoj.mail_run r WHERE r.wave_id = wave AND r.kind = k.kind AND r.state = 'settled'
			    AND r.due_at > p_now - interval '72 hours' OFFSET 0))) THEN
		RETURN true;
	END IF;
	RETURN NOT EXISTS (
		SELECT FROM aoj.letter l CROSS JOIN LATERAL (
			SELECT FROM aoj.letter o CROSS JOIN LATERAL (
				SELECT FROM aoj.mail_run r
				WHERE r.mail_run_id = o.mail_run_id AND (r.state = 'claimed'
				    OR r.state = 'due' AND array_position(kinds, r.kind) < place
				    OR r.state = 'settled' AND r.due_at > p_now - interval '72 hours')
				OFFSET 0) AS other
			WHERE o.invitation_id = l.invitation_id AND o.mail_run_id <> p_run
			OFFSET 0) AS in_the_way
		WHERE l.mail_run_id = p_run
		OFFSET 0);
END
$$;

CREATE OR REPLACE FUNCTION mail_run_keeps_its_promises() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'due' THEN
			RAISE EXCEPTION 'a mail run begins as due' USING ERRCODE = 'check_violation';
		END IF;
		IF current_user = 'aoj_office' AND NEW.kind <> 'invitation'
		    AND NOT EXISTS (SELECT FROM aoj.wave w WHERE w.wave_id = NEW.wave_id AND w.state IN ('draft', 'ready')) THEN
			RAISE EXCEPTION 'reminders are planned before the wave opens' USING ERRCODE = 'check_violation';
		END IF;
		RETURN NEW;
	END IF;
	IF OLD.state = 'settled' OR (OLD.state, NEW.state) = ('due', 'settled') THEN
		RAISE EXCEPTION 'a mail run does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
	END IF;
	-- Moved by the office, or begun late; once it has begun its slot may only grow, by a pause.
	IF (NEW.due_at <> OLD.due_at OR NEW.ends_at < OLD.ends_at) AND OLD.state <> 'due' THEN
		RAISE EXCEPTION 'a mail run that has begun keeps its day' USING ERRCODE = 'check_violation';
	END IF;
	IF OLD.state = 'claimed' AND NEW.state <> 'due' AND NEW.claimed_at <> OLD.claimed_at THEN
		RAISE EXCEPTION 'a mail run keeps the time at which it began' USING ERRCODE = 'check_violation';
	END IF;
	IF NEW.state = 'settled' AND NEW.kind <> 'invitation' AND NEW.settled_at < NEW.ends_at
	    AND EXISTS (SELECT FROM aoj.wave w WHERE w.wave_id = NEW.wave_id AND w.state = 'open') THEN
		RAISE EXCEPTION 'a run of reminders ends with its slot, however many letters left' USING ERRCODE = 'check_violation';
	END IF;
	-- Not in one condition: the function is post's, and looking whether one may call it comes before its turn.
	IF (OLD.state, NEW.state) = ('due', 'claimed') THEN
		IF NOT aoj.mail_run_may_be_claimed(NEW.mail_run_id, NEW.claimed_at) THEN
			RAISE EXCEPTION 'between two letters to one person there are 72 hours' USING ERRCODE = 'check_violation';
		END IF;
	END IF;
	RETURN NEW;
END
$$;

GRANT SELECT (ends_at), INSERT (ends_at), UPDATE (ends_at) ON mail_run TO aoj_office;
GRANT SELECT (ends_at), UPDATE (due_at, ends_at) ON mail_run TO aoj_post;

RESET ROLE;
COMMIT;
