-- People, invitations, refusals, runs and letters are there; nothing points from a refusal to an invitation.

BEGIN;

SELECT invitee_id, wave_id, duplicate_hash, sealed FROM aoj.invitee WHERE false;
SELECT invitation_id, wave_id, invitee_id, function_group, token_hash, status FROM aoj.invitation WHERE false;
SELECT invitation_id, wave_id, status FROM aoj.refusal WHERE false;
SELECT invitation_id, wave_id, function_group, status FROM aoj.invitation_status WHERE false;
SELECT mail_run_id, wave_id, kind, function_group, part, due_at, state, claimed_by, lease_until, settled_at FROM aoj.mail_run WHERE false;
SELECT invitation_id, kind, mail_run_id, outcome, smtp_reply FROM aoj.letter WHERE false;

DO $$
BEGIN
	ASSERT NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = 'aoj.refusal'::regclass), 'foreign key';
END
$$;

ROLLBACK;
