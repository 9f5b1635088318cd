-- Which run is next is read off the index of what is due, however the planner judges: a queue of thousands would be sorted for every claim.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- The first run of these waves that may be claimed, locked; the runs before it that others hold are passed over. A claimed one is free when its lease ran
-- out, or when it is one of p_left and its claimant had the journals of p_by. With the rights of who asks.
CREATE FUNCTION mail_run_next(p_by text, p_now timestamptz, p_waves uuid[], p_left uuid[], p_busy uuid[]) RETURNS uuid
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
	RETURN (
		SELECT q.mail_run_id FROM (
			SELECT r.mail_run_id, r.state FROM aoj.mail_run r JOIN aoj.wave w ON w.wave_id = r.wave_id
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
REVOKE ALL ON FUNCTION mail_run_next(text, timestamptz, uuid[], uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mail_run_next(text, timestamptz, uuid[], uuid[], uuid[]) TO aoj_post;

RESET ROLE;
COMMIT;
