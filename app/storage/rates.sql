-- Responses per function group, as the office may know them.

-- rates_cast [office]: before counting: envelopes cast, and those of days before $2
SELECT function_group, sum(responses)::bigint,
	coalesce(sum(responses) FILTER (WHERE day < $2::date), 0)::bigint
FROM response_count WHERE wave_id = $1::uuid GROUP BY function_group;

-- rates_counted [office]: after counting: opened responses
SELECT function_group, count(*), count(*)
FROM response WHERE wave_id = $1::uuid GROUP BY function_group;

-- rates_refused [office]: once post has looked: how many refused and answered after all; a group without a row is too small to tell
SELECT r.function_group, r.answered
FROM ballot_check b LEFT JOIN refusal_answered r ON r.wave_id = b.wave_id
WHERE b.wave_id = $1::uuid;

-- rates_fates [office]: not of the target group, did not arrive, was never sent (definitions.md 1, where the earlier wins: who refused or is merged
-- counts as neither). Not sent is only known once a run is settled
SELECT s.function_group, count(*) FILTER (WHERE s.status = 'not_eligible'),
	count(*) FILTER (WHERE s.status = 'invited' AND (u.invitation_id IS NOT NULL OR l.outcome = 'given_up' AND l.smtp_reply ^@ '5')),
	count(*) FILTER (WHERE s.status = 'invited' AND u.invitation_id IS NULL AND r.state = 'settled'
		AND l.outcome IS DISTINCT FROM 'accepted' AND NOT (l.outcome = 'given_up' AND coalesce(l.smtp_reply, '') ^@ '5'))
FROM invitation_status s
LEFT JOIN undelivered u ON u.invitation_id = s.invitation_id
LEFT JOIN letter l ON l.invitation_id = s.invitation_id AND l.kind = 'invitation'
LEFT JOIN mail_run r ON r.mail_run_id = l.mail_run_id
WHERE s.wave_id = $1::uuid GROUP BY s.function_group;
