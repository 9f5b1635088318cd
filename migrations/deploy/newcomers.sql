-- People who join an open wave, or get a new link, are invited at the moment of a planned run of their own group, or when five of it wait: post places
-- them. No run has fewer than five people, whoever planned it (trials excepted); once a wave is open the office plans no letter.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- The planned run of the same group at whose moment a few newcomers are invited: never before it, and counted with it.
ALTER TABLE mail_run ADD beside uuid REFERENCES mail_run,
	ADD CONSTRAINT mail_run_beside CHECK (beside IS NULL OR kind = 'invitation' AND beside <> mail_run_id);
CREATE INDEX mail_run_beside ON mail_run (beside) WHERE beside IS NOT NULL;

-- Moved with it.
CREATE FUNCTION mail_run_is_followed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE aoj.mail_run b SET due_at = NEW.due_at, ends_at = NEW.ends_at WHERE b.beside = NEW.mail_run_id AND b.state = 'due';
	RETURN NULL;
END
$$;
CREATE TRIGGER followed AFTER UPDATE OF due_at ON mail_run FOR EACH ROW
	WHEN (NEW.due_at <> OLD.due_at AND NEW.beside IS NULL) EXECUTE FUNCTION mail_run_is_followed();

-- As before; and of five people at least, those who are invited beside it counted.
CREATE OR REPLACE FUNCTION mail_run_may_be_claimed(p_run uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
	kinds CONSTANT text[] := ARRAY['invitation', 'reminder_1', 'reminder_2', 'reminder_3', 'last_call'];
	place integer;
	wave uuid;
	closed boolean;
	trial boolean;
	planned uuid;
BEGIN
	SELECT array_position(kinds, r.kind), r.wave_id, w.state = 'closed', w.trial, r.beside INTO place, wave, closed, trial, planned
	FROM aoj.mail_run r JOIN aoj.wave w ON w.wave_id = r.wave_id WHERE r.mail_run_id = p_run;
	IF closed THEN
		RETURN true;
	END IF;
	IF planned IS NOT NULL AND EXISTS (SELECT FROM aoj.mail_run r WHERE r.mail_run_id = planned AND r.state = 'due') THEN
		RETURN false;
	END IF;
	IF NOT trial AND (SELECT count(*) FROM (SELECT FROM aoj.letter l WHERE l.mail_run_id IN (p_run, planned) LIMIT 5) AS few) < 5 THEN
		RETURN false;
	END IF;
	-- A person has a letter of each kind once, so only other kinds can be in the way.
	IF NOT EXISTS (
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

-- Runs and letters of the office are those of the start.
CREATE FUNCTION office_plans_before_the_start() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF current_user = 'aoj_office' AND EXISTS (SELECT FROM added a JOIN aoj.mail_run r ON r.mail_run_id = a.mail_run_id
	    JOIN aoj.wave w ON w.wave_id = r.wave_id WHERE w.state NOT IN ('draft', 'ready')) THEN
		RAISE EXCEPTION 'letters are planned before the wave opens' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END
$$;
CREATE TRIGGER planned_before AFTER INSERT ON letter REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION office_plans_before_the_start();
CREATE TRIGGER planned_before AFTER INSERT ON mail_run REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION office_plans_before_the_start();

-- Into one run of newcomers: their invitations, in random order, and reminders of their group in runs that were planned for others too, due from
-- p_reminders on; for everyone and every kind another one by chance. How many letters.
CREATE FUNCTION place_newcomers_in(p_run uuid, p_people uuid[], p_reminders timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	letters integer;
BEGIN
	INSERT INTO aoj.letter (invitation_id, kind, mail_run_id)
	SELECT p, 'invitation', p_run FROM unnest(p_people) AS p ORDER BY gen_random_uuid() ON CONFLICT DO NOTHING;
	GET DIAGNOSTICS letters = ROW_COUNT;
	INSERT INTO aoj.letter (invitation_id, kind, mail_run_id)
	SELECT j.invitation_id, j.kind, j.mail_run_id FROM (
		SELECT DISTINCT ON (l.invitation_id, r.kind) l.invitation_id, r.kind, r.mail_run_id
		FROM aoj.letter l JOIN aoj.mail_run own ON own.mail_run_id = l.mail_run_id
		JOIN aoj.mail_run r ON r.wave_id = own.wave_id AND r.function_group = own.function_group AND r.kind <> 'invitation'
			AND r.state = 'due' AND r.due_at >= p_reminders
		WHERE l.mail_run_id = p_run AND l.invitation_id IN (SELECT a.invitation_id FROM aoj.amendment a WHERE a.what <> 'withdrawn')
		ORDER BY l.invitation_id, r.kind, gen_random_uuid()) AS j
	ORDER BY gen_random_uuid() ON CONFLICT DO NOTHING;
	RETURN letters;
END
$$;

-- Who waits gets a place, group by group. A run of newcomers that has not begun is one a group: beside the next planned run, or by itself once five
-- (in a trial: one) are in it. With nothing planned they go on waiting; when the wave is closed they get a run that nobody sends. How many letters.
CREATE FUNCTION place_newcomers(p_wave uuid, p_due timestamptz, p_ends timestamptz, p_reminders timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	g record;
	planned record;
	run uuid;
	enough integer;
	wave_state text;
	written integer := 0;
BEGIN
	SELECT w.state, CASE WHEN w.trial OR w.state = 'closed' THEN 1 ELSE 5 END INTO wave_state, enough FROM aoj.wave w WHERE w.wave_id = p_wave;
	IF wave_state IS NULL OR wave_state NOT IN ('open', 'closed') THEN
		RETURN 0;
	END IF;
	FOR g IN SELECT a.function_group, array_agg(a.invitation_id) AS people, count(*) AS waiting
		FROM aoj.amendment a JOIN aoj.invitation_status s ON s.invitation_id = a.invitation_id
		WHERE a.wave_id = p_wave AND a.what <> 'withdrawn' AND s.status = 'invited'
			AND NOT EXISTS (SELECT FROM aoj.letter l WHERE l.invitation_id = a.invitation_id AND l.kind = 'invitation')
		GROUP BY a.function_group
	LOOP
		PERFORM pg_advisory_xact_lock(hashtextextended(p_wave::text || ' ' || g.function_group, 5));
		-- The group's invitations have not all left: with them.
		SELECT r.mail_run_id INTO run FROM aoj.mail_run r
		WHERE r.wave_id = p_wave AND r.function_group = g.function_group AND r.kind = 'invitation' AND r.state = 'due' AND r.beside IS NULL
		ORDER BY gen_random_uuid() LIMIT 1 FOR UPDATE SKIP LOCKED;
		IF run IS NOT NULL THEN
			written := written + aoj.place_newcomers_in(run, g.people, p_reminders);
			CONTINUE;
		END IF;
		SELECT r.mail_run_id INTO run FROM aoj.mail_run r
		WHERE r.wave_id = p_wave AND r.function_group = g.function_group AND r.kind = 'invitation' AND r.state = 'due' AND r.beside IS NOT NULL
		FOR UPDATE;
		SELECT r.mail_run_id, r.due_at, r.ends_at INTO planned FROM aoj.mail_run r
		WHERE r.wave_id = p_wave AND r.function_group = g.function_group AND r.kind <> 'invitation' AND r.state = 'due'
		ORDER BY r.due_at LIMIT 1;
		IF g.waiting + (SELECT count(*) FROM aoj.letter l JOIN aoj.invitation_status s ON s.invitation_id = l.invitation_id
		    WHERE l.mail_run_id = run AND s.status = 'invited') >= enough THEN
			IF run IS NULL THEN
				run := aoj.add_newcomers_run(p_wave, g.function_group, p_due, p_ends, NULL);
			ELSE
				UPDATE aoj.mail_run r SET due_at = p_due, ends_at = p_ends, beside = NULL WHERE r.mail_run_id = run;
			END IF;
			written := written + aoj.place_newcomers_in(run, g.people, p_reminders);
		ELSIF planned.mail_run_id IS NOT NULL THEN
			IF run IS NULL THEN
				run := aoj.add_newcomers_run(p_wave, g.function_group, planned.due_at, planned.ends_at, planned.mail_run_id);
			END IF;
			written := written + aoj.place_newcomers_in(run, g.people, p_reminders + (planned.due_at - p_due));
		END IF;
	END LOOP;
	RETURN written;
END
$$;

CREATE FUNCTION add_newcomers_run(p_wave uuid, p_group text, p_due timestamptz, p_ends timestamptz, p_beside uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	INSERT INTO aoj.mail_run (wave_id, kind, function_group, part, due_at, ends_at, wanted_on, beside)
	SELECT p_wave, 'invitation', p_group, coalesce(max(r.part), 0) + 1, p_due, greatest(p_ends, p_due),
		(p_due AT TIME ZONE 'Europe/Amsterdam')::date, p_beside
	FROM aoj.mail_run r WHERE r.wave_id = p_wave AND r.kind = 'invitation' AND r.function_group = p_group
	RETURNING mail_run_id
$$;

REVOKE ALL ON FUNCTION mail_run_is_followed(), office_plans_before_the_start(), place_newcomers_in(uuid, uuid[], timestamptz),
	place_newcomers(uuid, timestamptz, timestamptz, timestamptz), add_newcomers_run(uuid, text, timestamptz, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_newcomers(uuid, timestamptz, timestamptz, timestamptz) TO aoj_post;
GRANT SELECT (beside) ON mail_run TO aoj_office, aoj_post;

RESET ROLE;
COMMIT;
