-- letter.sql: the letters of a run, with the sealed people they go to.

-- letter_run [post]: in no order; wanted is what rows say: who was withdrawn or merged gets no letter, and whom the invitation did not reach gets no
-- reminder (who said no, wants no more mail or has answered: letters_wanted.c). Person by person, by index (OFFSET 0): statistics of
-- ids are off, so the planner would read all invitations
SELECT l.invitation_id, p.invitee_id, p.sealed, p.may_get AND (l.kind = 'invitation'
	OR NOT EXISTS (SELECT FROM unreached u WHERE u.invitation_id = l.invitation_id OFFSET 0)) AS wanted
FROM letter l CROSS JOIN LATERAL (
	SELECT e.invitee_id, e.sealed, s.may_get FROM invitation i CROSS JOIN LATERAL (
		SELECT t.status = 'invited' AS may_get FROM invitation_status t WHERE t.invitation_id = i.invitation_id OFFSET 0) AS s
	CROSS JOIN LATERAL (SELECT x.invitee_id, x.sealed FROM invitee x WHERE x.invitee_id = i.invitee_id OFFSET 0) AS e
	WHERE i.invitation_id = l.invitation_id OFFSET 0) AS p
WHERE l.mail_run_id = $1::uuid;
