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

-- amendment_waiting [office]: how many of this group wait for their invitation, with those whose run has not begun; and when the next run leaves that was
-- planned for others of the group. post places them (newcomer.sql)
SELECT (SELECT count(*) FROM amendment a JOIN invitation_status s ON s.invitation_id = a.invitation_id
	WHERE a.wave_id = $1::uuid AND a.function_group = $2::text AND a.what <> 'withdrawn' AND s.status = 'invited'
	AND NOT EXISTS (SELECT FROM letter l JOIN mail_run r ON r.mail_run_id = l.mail_run_id
		WHERE l.invitation_id = a.invitation_id AND l.kind = 'invitation' AND (r.state <> 'due' OR r.beside IS NULL))),
	(SELECT min(r.due_at) FROM mail_run r
	WHERE r.wave_id = $1::uuid AND r.function_group = $2::text AND r.state = 'due' AND r.beside IS NULL);

-- amendment_reminders [office]: the reminders that are planned for this group from $3 on
SELECT kind FROM mail_run WHERE wave_id = $1::uuid AND function_group = $2::text AND kind <> 'invitation' AND state = 'due' AND due_at >= $3::timestamptz
GROUP BY kind ORDER BY array_position(ARRAY['reminder_1', 'reminder_2', 'reminder_3', 'last_call'], kind);

-- amendment_withdrawn [office]: of those who were there at the start
SELECT count(*) FROM amendment a WHERE a.wave_id = $1::uuid AND a.function_group = $2::text AND a.what = 'withdrawn'
	AND NOT EXISTS (SELECT FROM amendment b WHERE b.invitation_id = a.invitation_id AND b.what = 'added');

-- amendment_counts [office post count]: per group, for the statement
SELECT function_group, count(*) FILTER (WHERE what = 'corrected'), count(*) FILTER (WHERE what = 'added'), count(*) FILTER (WHERE what = 'withdrawn')
FROM amendment WHERE wave_id = $1::uuid GROUP BY function_group;
