-- unsubscribe.sql: who asked for no more mail, what post makes of it, what the office decides. No row is ever changed: why, stands in
-- migrations/deploy/unsubscribe.sql.

-- unsubscribe_ask [post]: asked by mail, as refuse() does it for the survey; no row when nobody is there to ask, or it was asked already. One from the
-- other, by id (OFFSET 0)
INSERT INTO unsubscribe (invitation_id, asked_at, wave_id)
SELECT i.invitation_id, $2::timestamptz, i.wave_id
FROM invitation i
CROSS JOIN LATERAL (SELECT FROM wave v WHERE v.wave_id = i.wave_id AND v.state = 'open' AND v.closes_at > $2::timestamptz OFFSET 0) AS w
CROSS JOIN LATERAL (SELECT FROM invitation_status s WHERE s.invitation_id = i.invitation_id AND s.status = 'invited' AND NOT s.wants_no_mail OFFSET 0) AS t
WHERE i.unsubscribe_hash = $1::bytea
ON CONFLICT DO NOTHING RETURNING invitation_id;

-- unsubscribe_lock [post]: one post at a time decides for a wave; held until the transaction ends
SELECT pg_advisory_xact_lock(hashtextextended($1, 5));

-- unsubscribe_first [post]: when the first asked of whom nothing is decided; NULL for nobody
SELECT min(u.asked_at) FROM unsubscribe u JOIN invitation_status s ON s.invitation_id = u.invitation_id
WHERE u.wave_id = $1::uuid AND s.status = 'invited' AND NOT EXISTS (
	SELECT FROM unsubscribe_held h WHERE h.invitation_id = u.invitation_id AND h.asked_at = u.asked_at);

-- unsubscribe_since [post]: everybody who asked after $2, decided or not: the sealed person, and the run of the last letter that had left
-- by then
SELECT u.invitation_id, u.asked_at, e.invitee_id, e.sealed, s.status = 'invited' AND h.invitation_id IS NULL,
	r.mail_run_id, (SELECT count(*) FROM letter l WHERE l.mail_run_id = r.mail_run_id)
FROM unsubscribe u JOIN invitation i ON i.invitation_id = u.invitation_id
JOIN invitee e ON e.invitee_id = i.invitee_id
JOIN invitation_status s ON s.invitation_id = u.invitation_id
LEFT JOIN unsubscribe_held h ON h.invitation_id = u.invitation_id AND h.asked_at = u.asked_at
LEFT JOIN LATERAL (
	SELECT m.mail_run_id FROM letter l JOIN mail_run m ON m.mail_run_id = l.mail_run_id
	WHERE l.invitation_id = u.invitation_id AND m.state <> 'due' AND m.due_at <= u.asked_at
	ORDER BY m.due_at DESC LIMIT 1
) AS r ON true
WHERE u.wave_id = $1::uuid AND u.asked_at > $2::timestamptz;

-- unsubscribe_confirm [post office]: in the order given, which is random
INSERT INTO refusal (invitation_id, wave_id, status)
SELECT t.invitation_id, $1::uuid, 'refused' FROM unnest($2::uuid[]) AS t (invitation_id)
ON CONFLICT DO NOTHING;

-- unsubscribe_hold [post]: in the order given, which is random
INSERT INTO unsubscribe_held (invitation_id, asked_at, wave_id, held_at, reason)
SELECT t.invitation_id, to_timestamp(t.asked_at), $1::uuid, $2::timestamptz, t.reason
FROM unnest($3::uuid[], $4::bigint[], $5::text[]) AS t (invitation_id, asked_at, reason)
ON CONFLICT DO NOTHING;

-- unsubscribe_waiting [office]: what is held and not decided, with the sealed person
SELECT h.invitation_id, h.asked_at, e.invitee_id, e.sealed, h.reason, s.function_group
FROM unsubscribe_held h JOIN invitation_status s ON s.invitation_id = h.invitation_id
JOIN invitation i ON i.invitation_id = h.invitation_id
JOIN invitee e ON e.invitee_id = i.invitee_id
WHERE h.wave_id = $1::uuid AND s.status = 'invited' AND NOT EXISTS (
	SELECT FROM unsubscribe_dismissed d WHERE d.invitation_id = h.invitation_id AND d.asked_at = h.asked_at);

-- unsubscribe_waiting_count [office]: how many that are
SELECT count(*) FROM unsubscribe_held h JOIN invitation_status s ON s.invitation_id = h.invitation_id
WHERE h.wave_id = $1::uuid AND s.status = 'invited' AND NOT EXISTS (
	SELECT FROM unsubscribe_dismissed d WHERE d.invitation_id = h.invitation_id AND d.asked_at = h.asked_at);

-- unsubscribe_dismiss [office]: in the order given, which is random
INSERT INTO unsubscribe_dismissed (invitation_id, asked_at, wave_id)
SELECT t.invitation_id, to_timestamp(t.asked_at), $1::uuid
FROM unnest($2::uuid[], $3::bigint[]) AS t (invitation_id, asked_at)
ON CONFLICT DO NOTHING;

-- unsubscribe_read [post office]: reads all refusals of the wave: who reads a new row first leaves a mark on it, and that should not be
-- somebody who came back by his link
SELECT count(*) FROM invitation_status WHERE wave_id = $1::uuid AND status = 'refused';
