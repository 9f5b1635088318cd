-- amendment.sql: what an administrator changes in the list of an open wave.

-- amendment_find [office]: an invitee of this wave, by the first characters of his id, or by the keyed hash of his address. What was corrected
-- or merged is left out, so that a person has at most one row
SELECT e.invitee_id, i.invitation_id, s.function_group, s.status, e.sealed, e.duplicate_hash,
	EXISTS (SELECT FROM amendment a WHERE a.invitation_id = i.invitation_id AND a.what = 'added')
FROM invitee e JOIN invitation i ON i.invitee_id = e.invitee_id JOIN invitation_status s ON s.invitation_id = i.invitation_id
WHERE e.wave_id = $1::uuid AND s.status <> 'duplicate' AND (starts_with(e.invitee_id::text, $2::text) OR e.duplicate_hash = $3::bytea);

-- amendment_letter [office]: the run of somebody's invitation: post claims it before this, or after the transaction
SELECT r.state, (SELECT l.outcome IS NOT DISTINCT FROM 'accepted' FROM letter l WHERE l.invitation_id = $1::uuid AND l.kind = 'invitation')
FROM mail_run r
WHERE r.mail_run_id = (SELECT l.mail_run_id FROM letter l WHERE l.invitation_id = $1::uuid AND l.kind = 'invitation') FOR UPDATE;

-- amendment_reached_nobody [office]: after the lock
SELECT invitation_reached_nobody($1::uuid);

-- amendment_end [office]: no row when somebody was before us
INSERT INTO withdrawal (invitation_id, wave_id, status) VALUES ($1::uuid, $2::uuid, $3::text) ON CONFLICT DO NOTHING RETURNING true;

-- amendment_invite [office]: in the order given, which is random; links are post's to make
INSERT INTO invitation (invitation_id, wave_id, invitee_id, function_group)
SELECT i.invitation_id, $1::uuid, i.invitee_id, i.function_group
FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS i (invitation_id, invitee_id, function_group);

-- amendment_add [office]: what was done; replaces is NULL but for a correction
INSERT INTO amendment (invitation_id, wave_id, function_group, what, replaces)
SELECT i.invitation_id, $1::uuid, i.function_group, $4::text, $5::uuid FROM unnest($2::uuid[], $3::text[]) AS i (invitation_id, function_group);

-- amendment_run [office]: invitations leave in runs of their own, behind those of the start
INSERT INTO mail_run (mail_run_id, wave_id, kind, function_group, part, due_at, ends_at, wanted_on)
SELECT $2::uuid, $1::uuid, 'invitation', $3::text, coalesce(max(r.part), 0) + 1, $4::timestamptz, $4::timestamptz + interval '24 hours', $5::date
FROM mail_run r WHERE r.wave_id = $1::uuid AND r.kind = 'invitation' AND r.function_group = $3::text;

-- amendment_run_letters [office]: in the order given, which is random
INSERT INTO letter (invitation_id, kind, mail_run_id) SELECT i.invitation_id, 'invitation', $1::uuid FROM unnest($2::uuid[]) AS i (invitation_id);

-- amendment_join [office]: reminders only in runs that were planned for others too (a run of one letter would tell by its numbers whether it was needed), of the
-- own group, due after $4; for everyone and every kind another one by chance. How many of each kind
WITH joined AS (
	INSERT INTO letter (invitation_id, kind, mail_run_id)
	SELECT p.invitation_id, p.kind, p.mail_run_id FROM (
		SELECT DISTINCT ON (i.invitation_id, r.kind) i.invitation_id, r.kind, r.mail_run_id
		FROM unnest($2::uuid[], $3::text[]) AS i (invitation_id, function_group)
		JOIN mail_run r ON r.wave_id = $1::uuid AND r.function_group = i.function_group AND r.kind <> 'invitation'
			AND r.state = 'due' AND r.due_at >= $4::timestamptz
		ORDER BY i.invitation_id, r.kind, gen_random_uuid()) AS p
	ORDER BY gen_random_uuid() RETURNING kind)
SELECT kind, count(*) FROM joined GROUP BY kind
ORDER BY array_position(ARRAY['reminder_1', 'reminder_2', 'reminder_3', 'last_call'], kind);

-- amendment_withdrawn [office]: of those who were there at the start
SELECT count(*) FROM amendment a WHERE a.wave_id = $1::uuid AND a.function_group = $2::text AND a.what = 'withdrawn'
	AND NOT EXISTS (SELECT FROM amendment b WHERE b.invitation_id = a.invitation_id AND b.what = 'added');

-- amendment_counts [office post count]: per group, for the statement
SELECT function_group, count(*) FILTER (WHERE what = 'corrected'), count(*) FILTER (WHERE what = 'added'), count(*) FILTER (WHERE what = 'withdrawn')
FROM amendment WHERE wave_id = $1::uuid GROUP BY function_group;
