-- Responses per function group, as the office may know them.

-- rates_cast [office]: before counting: envelopes cast until last midnight; of a trial all
SELECT function_group, sum(responses)::bigint FROM response_count WHERE wave_id = $1::uuid GROUP BY function_group;

-- rates_counted [office]: after counting: opened responses, as the statement has them, since those of small groups are stored without a group
SELECT g.key, g.value::bigint FROM count_statement s, jsonb_each_text(s.groups) AS g WHERE s.wave_id = $1::uuid
UNION ALL
SELECT r.function_group, count(*) FROM response r JOIN count_statement s ON s.wave_id = r.wave_id AND s.groups IS NULL
WHERE r.wave_id = $1::uuid GROUP BY r.function_group;

-- rates_refused [office]: who said no, and who said he does not belong here: counts, likewise until last midnight
SELECT function_group, coalesce(sum(refusals) FILTER (WHERE kind = 'refused'), 0)::bigint,
	coalesce(sum(refusals) FILTER (WHERE kind = 'not_eligible'), 0)::bigint
FROM refusal_count WHERE wave_id = $1::uuid GROUP BY function_group;

-- rates_fates [office]: what is known by name: not of the target group, did not arrive, was never sent (definitions.md 1, where the earlier wins: who is
-- merged or withdrawn counts as neither). Not sent is only known once a run is settled
SELECT s.function_group, count(*) FILTER (WHERE s.status = 'not_eligible'),
	count(*) FILTER (WHERE s.status = 'invited' AND (u.invitation_id IS NOT NULL OR l.outcome = 'given_up' AND l.smtp_reply ^@ '5')),
	count(*) FILTER (WHERE s.status = 'invited' AND u.invitation_id IS NULL AND r.state = 'settled'
		AND l.outcome IS DISTINCT FROM 'accepted' AND NOT (l.outcome = 'given_up' AND coalesce(l.smtp_reply, '') ^@ '5'))
FROM invitation_status s
LEFT JOIN undelivered u ON u.invitation_id = s.invitation_id
LEFT JOIN letter l ON l.invitation_id = s.invitation_id AND l.kind = 'invitation'
LEFT JOIN mail_run r ON r.mail_run_id = l.mail_run_id
WHERE s.wave_id = $1::uuid GROUP BY s.function_group;
