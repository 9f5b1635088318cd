-- Responses per function group, as the office may know them.

-- rates_cast [office]: before counting: envelopes cast, and those of days before $2
SELECT function_group, sum(responses)::bigint,
	coalesce(sum(responses) FILTER (WHERE day < $2::date), 0)::bigint
FROM response_count WHERE wave_id = $1::uuid GROUP BY function_group;

-- rates_counted [office]: after counting: opened responses
SELECT function_group, count(*), count(*)
FROM response WHERE wave_id = $1::uuid GROUP BY function_group;
