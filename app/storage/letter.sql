-- letter.sql: the letters of a run, with the sealed people they go to.

-- letter_run [post]: in no order; wanted is what stands now: who refused, was withdrawn or merged gets no letter, nor does who asked for no more mail
-- (until that is confirmed or dismissed), and whom the invitation did not reach gets no reminder
SELECT l.invitation_id, e.invitee_id, e.sealed, s.status = 'invited' AND NOT s.wants_no_mail AND (l.kind = 'invitation'
	OR NOT EXISTS (SELECT FROM unreached u WHERE u.invitation_id = l.invitation_id)) AS wanted
FROM letter l JOIN invitation i ON i.invitation_id = l.invitation_id
JOIN invitation_status s ON s.invitation_id = l.invitation_id
JOIN invitee e ON e.invitee_id = i.invitee_id
WHERE l.mail_run_id = $1::uuid;
