-- The queue, however long: whether a run may be claimed is asked of the wave's other kinds first, which is a look at an index for each. Only when
-- one of them may stand in the way is it asked of the run's people, one by one.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

CREATE INDEX mail_run_by_state ON mail_run (wave_id, kind, state, settled_at);

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
			    AND r.settled_at > p_now - interval '72 hours' OFFSET 0))) THEN
		RETURN true;
	END IF;
	RETURN NOT EXISTS (
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

RESET ROLE;
COMMIT;
