-- mail_run.sql: runs of letters: claimed with a lease, settled as a whole.

-- mail_run_claim [post]: the first due run of the waves in $4 that nothing stands in the way of: see mail_run_next() and mail_run_may_be_claimed(). A
-- claimed one is free when its lease ran out, or when its claimant died on this host and left its journal ($5; a run that went to another host meanwhile
-- is that host's); runs whose journal another process here holds ($6) are not. Of a closed wave all runs are due, to be settled. $1 claims until $3;
-- processes with the same journals differ in its last eight characters. A run that could not begin in time (a pause, a host that was down) takes its
-- slot with it: 72 hours count from due_at. In the end: whether letters may leave, and when the slot is over
UPDATE mail_run m SET state = 'claimed', claimed_by = $1::text, lease_until = $3::timestamptz, claimed_at = coalesce(m.claimed_at, $2::timestamptz),
	due_at = m.due_at + q.late, ends_at = m.ends_at + q.late
FROM (SELECT n.mail_run_id, v.state, CASE WHEN n.state = 'due' AND v.state = 'open' AND n.due_at < $2::timestamptz - interval '15 minutes'
		THEN $2::timestamptz - n.due_at ELSE interval '0' END AS late
	FROM mail_run n JOIN wave v ON v.wave_id = n.wave_id
	WHERE n.mail_run_id = (SELECT mail_run_next($1::text, $2::timestamptz, $4::uuid[], $5::uuid[], $6::uuid[]))) AS q
WHERE m.mail_run_id = q.mail_run_id
RETURNING m.mail_run_id, m.wave_id, m.kind, m.function_group, q.state = 'open', m.ends_at;

-- mail_run_next_due [post]: after $2, for who has claimed what is due
SELECT min(due_at) FROM mail_run WHERE state = 'due' AND wave_id = ANY ($1::uuid[]) AND due_at > $2::timestamptz;

-- mail_run_renew [post]: all that this process holds, at once; a run that another has taken is not among them
UPDATE mail_run SET lease_until = $2::timestamptz WHERE claimed_by = $1::text AND state = 'claimed' RETURNING mail_run_id, ends_at;

-- mail_run_held [post]: the same, looked at only: a pause may have moved a slot
SELECT mail_run_id, ends_at FROM mail_run WHERE claimed_by = $1::text AND state = 'claimed';

-- mail_run_settled [post]: which of these need no journal any more
SELECT mail_run_id FROM mail_run WHERE mail_run_id = ANY ($1::uuid[]) AND state = 'settled';

-- mail_run_settle [post]: the run and, for an invitation, what became of its letters: one statement, so that rows and times tell nothing of
-- one letter; in an order that is not that of sending. Of reminders nothing is written but that their slot is over
WITH settled AS (
	UPDATE mail_run SET state = 'settled', settled_at = $3::timestamptz, claimed_by = NULL, lease_until = NULL
	WHERE mail_run_id = $1::uuid AND claimed_by = $2::text AND state = 'claimed' RETURNING mail_run_id
), told AS (
	UPDATE letter l SET outcome = t.outcome, smtp_reply = t.smtp_reply
	FROM settled s CROSS JOIN unnest($4::uuid[], $5::text[], $6::text[]) AS t (invitation_id, outcome, smtp_reply)
	WHERE l.mail_run_id = s.mail_run_id AND l.invitation_id = t.invitation_id RETURNING 1
)
SELECT (SELECT count(*) FROM settled), (SELECT count(*) FROM told);

-- mail_run_small [post]: a run that is due and has fewer than five people, those invited beside it counted: it never leaves (trials excepted)
SELECT m.kind, m.function_group FROM mail_run m
WHERE m.wave_id = $1::uuid AND m.state = 'due' AND m.beside IS NULL AND m.due_at <= $2::timestamptz
	AND NOT EXISTS (SELECT FROM wave w WHERE w.wave_id = m.wave_id AND w.trial)
	AND (SELECT count(*) FROM (SELECT FROM letter l WHERE l.mail_run_id = m.mail_run_id LIMIT 5) AS few) < 5
LIMIT 1;
