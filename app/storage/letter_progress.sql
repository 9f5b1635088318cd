-- letter_progress.sql: how far the letters of a wave are.

-- letter_progress [office]: the runs of every kind and group; of invitations also each letter's fate so far. Of reminders there is nothing else to read
SELECT r.kind, r.function_group::text, count(*) FILTER (WHERE r.state = 'due'), count(*) FILTER (WHERE r.state = 'claimed'),
	count(*) FILTER (WHERE r.state = 'settled'), min(r.due_at), min(r.due_at) FILTER (WHERE r.state = 'due'), max(r.ends_at),
	coalesce(sum(l.letters), 0)::bigint, coalesce(sum(l.accepted), 0)::bigint, coalesce(sum(l.given_up), 0)::bigint, w.mail_paused
FROM mail_run r JOIN wave w ON w.wave_id = r.wave_id
LEFT JOIN (SELECT x.mail_run_id, count(*) AS letters, count(*) FILTER (WHERE x.outcome = 'accepted') AS accepted,
	count(*) FILTER (WHERE x.outcome = 'given_up') AS given_up FROM letter x JOIN mail_run m ON m.mail_run_id = x.mail_run_id
	WHERE m.wave_id = $1::uuid AND m.kind = 'invitation' GROUP BY x.mail_run_id) AS l ON l.mail_run_id = r.mail_run_id
WHERE r.wave_id = $1::uuid
GROUP BY r.kind, r.function_group, w.mail_paused;

-- letter_waiting [office]: newcomers whose invitation has no run: fewer than five of a group of which nothing more is planned
SELECT a.function_group::text, count(*) FROM amendment a JOIN invitation_status s ON s.invitation_id = a.invitation_id
WHERE a.wave_id = $1::uuid AND a.what <> 'withdrawn' AND s.status = 'invited'
	AND NOT EXISTS (SELECT FROM letter l WHERE l.invitation_id = a.invitation_id AND l.kind = 'invitation')
	AND NOT EXISTS (SELECT FROM mail_run r WHERE r.wave_id = a.wave_id AND r.function_group = a.function_group AND r.state = 'due')
GROUP BY a.function_group;
