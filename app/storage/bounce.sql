-- bounce.sql: what came back: invitations that did not arrive, totals of all other bounces, domains that want none of a wave's letters.

-- bounce_undelivered [post]: once; a second bounce of the same letter finds it said
INSERT INTO undelivered (invitation_id, wave_id, status, reason) VALUES ($1::uuid, $2::uuid, $3, $4) ON CONFLICT DO NOTHING RETURNING true;

-- bounce_count [post]: of nobody
INSERT INTO reminder_bounce (wave_id, kind, class) VALUES ($1::uuid, $2, $3);

-- bounce_person [post]: whose letter it was, sealed; post needs the mail domain
SELECT i.invitee_id, e.sealed FROM invitation i JOIN invitee e ON e.invitee_id = i.invitee_id WHERE i.invitation_id = $1::uuid;

-- bounce_invitations [post]: of which letters' names are derived
SELECT invitation_id FROM invitation WHERE wave_id = $1::uuid;

-- bounce_invitation_count [post]: whether there are more since
SELECT count(*) FROM invitation WHERE wave_id = $1::uuid;

-- mail_block_add [post]: a row when letters to the domain were not blocked before
INSERT INTO mail_block (mail_block_id, wave_id, domain_hash, sealed) VALUES ($1::uuid, $2::uuid, $3::bytea, $4::bytea)
ON CONFLICT (wave_id, domain_hash) DO UPDATE SET lifted = false WHERE mail_block.lifted RETURNING true;

-- mail_blocks [post]: the domains to which no letter of the wave leaves
SELECT domain_hash FROM mail_block WHERE wave_id = $1::uuid AND NOT lifted;

-- mail_block_list [office]: the same, for who may know their names
SELECT mail_block_id, sealed FROM mail_block WHERE wave_id = $1::uuid AND NOT lifted;

-- mail_block_lift [office]: a row when it was blocked
UPDATE mail_block SET lifted = true WHERE wave_id = $1::uuid AND domain_hash = $2::bytea AND NOT lifted RETURNING mail_block_id;

-- undelivered_list [office]: whose invitation did not arrive: came back, was given up, or never sent by a run that is settled; and is still invited. Then
-- newcomers who wait for a run of their group, and when it leaves
SELECT s.function_group, i.invitee_id, e.sealed, u.reason, l.smtp_reply, w.waits, CASE WHEN w.waits THEN r.due_at END
FROM invitation_status s
JOIN invitation i ON i.invitation_id = s.invitation_id
JOIN invitee e ON e.invitee_id = i.invitee_id
LEFT JOIN undelivered u ON u.invitation_id = s.invitation_id
LEFT JOIN letter l ON l.invitation_id = s.invitation_id AND l.kind = 'invitation'
LEFT JOIN mail_run r ON r.mail_run_id = l.mail_run_id
CROSS JOIN LATERAL (SELECT u.invitation_id IS NULL AND (r.state = 'due' AND r.beside IS NOT NULL
	OR l.invitation_id IS NULL AND EXISTS (SELECT FROM amendment a WHERE a.invitation_id = s.invitation_id AND a.what <> 'withdrawn')) AS waits) AS w
WHERE s.wave_id = $1::uuid AND s.status = 'invited'
	AND (u.invitation_id IS NOT NULL OR r.state = 'settled' AND l.outcome IS DISTINCT FROM 'accepted' OR w.waits);
