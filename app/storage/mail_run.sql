-- mail_run.sql: runs of letters: claimed with a lease, settled as a whole.

-- mail_run_claim [post]: the first due run of the waves in $4 that nothing stands in the way of: see mail_run_next() and mail_run_may_be_claimed(). A
-- claimed one is free when its lease ran out, or when its claimant died on this host and left its journal ($5; a run that went to another host meanwhile
-- is that host's); runs whose journal another process here holds ($6) are not. Of a closed wave all runs are due, to be settled. $1 claims until $3;
-- processes with the same journals differ in its last eight characters. In the end: whether letters may leave
UPDATE mail_run m SET state = 'claimed', claimed_by = $1::text, lease_until = $3::timestamptz, claimed_at = coalesce(m.claimed_at, $2::timestamptz)
FROM wave v
WHERE v.wave_id = m.wave_id AND m.mail_run_id = (SELECT mail_run_next($1::text, $2::timestamptz, $4::uuid[], $5::uuid[], $6::uuid[]))
RETURNING m.mail_run_id, m.wave_id, m.kind, m.function_group, v.state = 'open';

-- mail_run_renew [post]: no row when somebody else has taken the run
UPDATE mail_run SET lease_until = $3::timestamptz
WHERE mail_run_id = $1::uuid AND claimed_by = $2::text AND state = 'claimed' RETURNING mail_run_id;

-- mail_run_settled [post]: which of these need no journal any more
SELECT mail_run_id FROM mail_run WHERE mail_run_id = ANY ($1::uuid[]) AND state = 'settled';

-- mail_run_settle [post]: the run and, for an invitation, what became of its letters: one statement, so that rows and times tell nothing of
-- one letter; in an order that is not that of sending. $7 is what became of the run, sealed
WITH settled AS (
	UPDATE mail_run SET state = 'settled', settled_at = $3::timestamptz, claimed_by = NULL, lease_until = NULL, tally = $7::bytea
	WHERE mail_run_id = $1::uuid AND claimed_by = $2::text AND state = 'claimed' RETURNING mail_run_id
), told AS (
	UPDATE letter l SET outcome = t.outcome, smtp_reply = t.smtp_reply
	FROM settled s CROSS JOIN unnest($4::uuid[], $5::text[], $6::text[]) AS t (invitation_id, outcome, smtp_reply)
	WHERE l.mail_run_id = s.mail_run_id AND l.invitation_id = t.invitation_id RETURNING 1
)
SELECT (SELECT count(*) FROM settled), (SELECT count(*) FROM told);
