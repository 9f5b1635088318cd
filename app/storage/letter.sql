-- letter.sql: the letters of a run, with the sealed people they go to.

-- letter_run [post]: in no order; status is what stands now (design.md: who refused, was withdrawn or merged gets no letter, nor does somebody whose
-- invitation came back)
SELECT l.invitation_id, e.invitee_id, CASE WHEN u.invitation_id IS NULL THEN s.status ELSE 'undelivered' END, e.sealed
FROM letter l JOIN invitation i ON i.invitation_id = l.invitation_id
JOIN invitation_status s ON s.invitation_id = l.invitation_id
JOIN invitee e ON e.invitee_id = i.invitee_id
LEFT JOIN undelivered u ON u.invitation_id = l.invitation_id
WHERE l.mail_run_id = $1::uuid;
