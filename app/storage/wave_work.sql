-- Waves as post sees them: what is left to do for each.

-- wave_work [post]: every wave past its draft, and those that still need keys, at the moment $1. Of its runs: the first that is due, and the first after now; whether
-- invitations are still to leave; when a claim runs out; and when the first 72 hours since an earlier letter have passed
SELECT w.wave_id, w.state, w.closes_at, w.mail_paused, w.link_key_hash,
	EXISTS (SELECT FROM ballot_check b WHERE b.wave_id = w.wave_id), r.due, r.lease, r.later, coalesce(r.invites, false),
	CASE WHEN r.due <= $1::timestamptz THEN (SELECT min(s.due_at) + interval '72 hours' FROM mail_run s
		WHERE s.wave_id = w.wave_id AND s.state <> 'due' AND s.due_at > $1::timestamptz - interval '72 hours') END,
	(w.settings -> 'plan')::text, w.list_public_key
FROM wave w LEFT JOIN (
	SELECT wave_id, min(due_at) FILTER (WHERE state = 'due') AS due,
		min(due_at) FILTER (WHERE state = 'due' AND due_at > $1::timestamptz) AS later,
		bool_or(state = 'due' AND kind = 'invitation') AS invites,
		min(lease_until) FILTER (WHERE state = 'claimed') AS lease
	FROM mail_run WHERE state <> 'settled' GROUP BY wave_id
) AS r ON r.wave_id = w.wave_id
WHERE w.state <> 'draft' OR w.link_key_hash IS NULL;

-- wave_work_lacks_links [post]: whether somebody's link is not made yet
SELECT EXISTS (SELECT FROM invitation WHERE wave_id = $1::uuid AND (token_hash IS NULL OR unsubscribe_hash IS NULL));

-- wave_work_set_keys [post]: who comes first makes the links and signs the list; other keys never replace these
UPDATE wave SET link_key_hash = $2::bytea, list_public_key = $3::bytea
WHERE wave_id = $1::uuid AND state = 'draft' AND link_key_hash IS NULL RETURNING wave_id;

-- wave_work_close [post]: true when this call closed the wave
SELECT close_wave($1::uuid, $2::timestamptz);

-- wave_work_by_code [post]: people name a wave by its code
SELECT wave_id FROM wave WHERE wave = $1;

-- wave_work_document [office post]: what letters say of a wave
SELECT wave_document($1::uuid);

-- wave_work_changed [office post]: the same, or nothing when it is still of the revision $2
SELECT CASE WHEN revision <> $2::bigint THEN wave_document(wave_id) END FROM wave WHERE wave_id = $1::uuid;
