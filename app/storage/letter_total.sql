-- letter_total.sql: what became of all letters of one kind to one group, once the last run of them is settled; and how far they are.

-- letter_total_lock [post]: one at a time settles a run of this wave, kind and group, so that the last one sees all others; held until the
-- transaction ends
SELECT pg_advisory_xact_lock(hashtextextended($1, 4));

-- letter_total_tallies [post]: of every run, when all of them are settled; else no row
SELECT r.mail_run_id, r.tally FROM mail_run r
WHERE r.wave_id = $1::uuid AND r.kind = $2::text AND r.function_group = $3::text AND NOT EXISTS (SELECT FROM mail_run u
	WHERE u.wave_id = $1::uuid AND u.kind = $2::text AND u.function_group = $3::text AND u.state <> 'settled');

-- letter_total_add [post]: once; runs for people who join later change nothing
INSERT INTO letter_total (wave_id, kind, function_group, letters, sent, given_up)
VALUES ($1::uuid, $2::text, $3::text, $4::integer, $5::integer, $6::integer) ON CONFLICT DO NOTHING;

-- letter_total_progress [office]: how far the letters of every kind and group are; of invitations also each letter's fate so far
SELECT r.kind, r.function_group::text, count(*) FILTER (WHERE r.state = 'due'), count(*) FILTER (WHERE r.state = 'claimed'),
	count(*) FILTER (WHERE r.state = 'settled'), min(r.due_at), min(r.due_at) FILTER (WHERE r.state = 'due'), max(r.settled_at),
	coalesce(sum(l.letters), 0)::bigint, coalesce(sum(l.accepted), 0)::bigint, coalesce(sum(l.given_up), 0)::bigint,
	t.sent, t.given_up, w.mail_paused
FROM mail_run r JOIN wave w ON w.wave_id = r.wave_id
LEFT JOIN (SELECT x.mail_run_id, count(*) AS letters, count(*) FILTER (WHERE x.outcome = 'accepted') AS accepted,
	count(*) FILTER (WHERE x.outcome = 'given_up') AS given_up FROM letter x JOIN mail_run m ON m.mail_run_id = x.mail_run_id
	WHERE m.wave_id = $1::uuid GROUP BY x.mail_run_id) AS l ON l.mail_run_id = r.mail_run_id
LEFT JOIN letter_total t ON t.wave_id = r.wave_id AND t.kind = r.kind AND t.function_group = r.function_group
WHERE r.wave_id = $1::uuid
GROUP BY r.kind, r.function_group, t.sent, t.given_up, w.mail_paused;
