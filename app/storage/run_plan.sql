-- run_plan.sql: runs of letters as the office plans them; post claims and settles them (mail_run.sql).

-- mail_run_insert [office]: the runs of all letters of a wave
INSERT INTO mail_run (mail_run_id, wave_id, kind, function_group, part, due_at, ends_at, wanted_on, moved)
SELECT r.mail_run_id, $1::uuid, r.kind, r.function_group, r.part, to_timestamp(r.due_at), to_timestamp(r.ends_at), r.wanted_on, r.moved
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::integer[], $6::bigint[], $7::bigint[], $8::date[], $9::text[])
	AS r (mail_run_id, kind, function_group, part, due_at, ends_at, wanted_on, moved);

-- letter_insert [office]: who is in which run is chance, anew for every kind, and so is the order of the rows. Group by group, so that the
-- work grows with the letters only; the kind stands inside, so that no shuffle is used twice
WITH seat AS (
	SELECT r.kind, r.function_group, array_agg(r.mail_run_id ORDER BY r.first) AS runs, array_agg(r.first ORDER BY r.first) AS firsts
	FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[]) AS r (mail_run_id, kind, function_group, first)
	GROUP BY r.kind, r.function_group
)
INSERT INTO letter (invitation_id, kind, mail_run_id)
SELECT p.invitation_id, s.kind, s.runs[width_bucket(p.place, s.firsts)]
FROM seat s CROSS JOIN LATERAL (
	SELECT i.invitation_id, row_number() OVER (PARTITION BY s.kind ORDER BY gen_random_uuid()) AS place
	FROM invitation i WHERE i.wave_id = $1::uuid AND i.function_group = s.function_group AND i.status = 'invited'
	OFFSET 0) AS p
ORDER BY gen_random_uuid();

-- run_plan_list [office]: every run of a wave, in the order of its groups
SELECT r.mail_run_id, r.kind, r.function_group, r.part, r.due_at, r.ends_at, r.state, r.settled_at, to_char(r.wanted_on, 'YYYY-MM-DD'), r.moved,
	(SELECT count(*) FROM letter l WHERE l.mail_run_id = r.mail_run_id)
FROM mail_run r JOIN function_group g ON g.wave_id = r.wave_id AND g.function_group = r.function_group
WHERE r.wave_id = $1::uuid AND r.beside IS NULL ORDER BY g.position, r.part;

-- run_plan_move [office]: runs that nobody has begun get another time; a row for each
UPDATE mail_run r SET due_at = to_timestamp(t.due_at), ends_at = to_timestamp(t.ends_at), moved = $5::text
FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS t (mail_run_id, due_at, ends_at)
WHERE r.wave_id = $1::uuid AND r.mail_run_id = t.mail_run_id AND r.state = 'due' RETURNING r.mail_run_id;

-- run_plan_cut [office]: the slots of other letters that have not begun are over when $2 begins to leave, at $3
UPDATE mail_run SET ends_at = $3::timestamptz
WHERE wave_id = $1::uuid AND kind <> $2::text AND state = 'due' AND due_at < $3::timestamptz AND ends_at > $3::timestamptz;

-- run_plan_resume [office]: a pause is over: the slots of reminders that had begun end at $2 at the earliest
UPDATE mail_run SET ends_at = greatest(ends_at, $2::timestamptz) WHERE wave_id = $1::uuid AND state = 'claimed' AND kind <> 'invitation';
