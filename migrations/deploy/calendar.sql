-- The calendar: runs of reminders from the start on, 72 hours between two letters to one person, at most three reminders; why a run
-- leaves on another day than was meant, and the office's right to move what has not begun.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- When a run's first letter may have left. What became of it alone tells of the run, never of one letter.
ALTER TABLE mail_run ADD COLUMN claimed_at timestamptz;
-- The day in Europe/Amsterdam that was meant, and why it is another: for people.
ALTER TABLE mail_run ADD COLUMN wanted_on date;
ALTER TABLE mail_run ADD COLUMN moved text CHECK (char_length(moved) BETWEEN 1 AND 400 AND moved !~ '[[:cntrl:]]');
ALTER TABLE mail_run DISABLE TRIGGER promises;
UPDATE mail_run SET claimed_at = coalesce(settled_at, lease_until - interval '10 minutes') WHERE state <> 'due';
ALTER TABLE mail_run ENABLE TRIGGER promises;
ALTER TABLE mail_run ADD CHECK ((state = 'due') = (claimed_at IS NULL));

-- A letter is of its run's kind.
ALTER TABLE mail_run ADD UNIQUE (mail_run_id, kind);
ALTER TABLE letter DROP CONSTRAINT letter_mail_run_id_fkey;
ALTER TABLE letter ADD FOREIGN KEY (mail_run_id, kind) REFERENCES mail_run (mail_run_id, kind);

-- At most three reminders: a person has each kind at most once, and of these two one.
CREATE UNIQUE INDEX letter_third_reminder ON letter (invitation_id) WHERE kind IN ('reminder_3', 'last_call');

-- Whether nothing stands between these people and this letter: no earlier kind that is still to leave, no other that is under way,
-- and 72 hours since the last one. A closed wave's runs are settled without a letter. Person by person, by index, and no further than
-- the first in the way, however long the queue is: statistics of ids are off, so the planner would read all letters (hence SET).
CREATE FUNCTION mail_run_may_be_claimed(p_run uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
	kinds CONSTANT text[] := ARRAY['invitation', 'reminder_1', 'reminder_2', 'reminder_3', 'last_call'];
	place integer;
	closed boolean;
BEGIN
	SELECT array_position(kinds, r.kind), w.state = 'closed' INTO place, closed
	FROM aoj.mail_run r JOIN aoj.wave w ON w.wave_id = r.wave_id WHERE r.mail_run_id = p_run;
	RETURN closed OR NOT EXISTS (
		SELECT FROM aoj.letter l CROSS JOIN LATERAL (
			SELECT FROM aoj.letter o CROSS JOIN LATERAL (
				SELECT FROM aoj.mail_run r
				WHERE r.mail_run_id = o.mail_run_id AND (r.state = 'claimed'
				    OR r.state = 'due' AND array_position(kinds, r.kind) < place
				    OR r.state = 'settled' AND r.settled_at > p_now - interval '72 hours')
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
		RETURN NEW;
	END IF;
	IF OLD.state = 'settled' OR (OLD.state, NEW.state) = ('due', 'settled') THEN
		RAISE EXCEPTION 'a mail run does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
	END IF;
	IF NEW.due_at <> OLD.due_at AND (OLD.state, NEW.state) <> ('due', 'due') THEN
		RAISE EXCEPTION 'a mail run that has begun keeps its day' USING ERRCODE = 'check_violation';
	END IF;
	IF OLD.state = 'claimed' AND NEW.state <> 'due' AND NEW.claimed_at <> OLD.claimed_at THEN
		RAISE EXCEPTION 'a mail run keeps the time at which it began' USING ERRCODE = 'check_violation';
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

REVOKE ALL ON FUNCTION mail_run_may_be_claimed(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail_run_may_be_claimed(uuid, timestamptz) TO aoj_post;
GRANT SELECT (claimed_at), UPDATE (claimed_at) ON mail_run TO aoj_post;
GRANT SELECT (wanted_on, moved), INSERT (wanted_on, moved), UPDATE (due_at, moved) ON mail_run TO aoj_office;

RESET ROLE;
COMMIT;
