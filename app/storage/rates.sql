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
