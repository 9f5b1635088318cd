-- outbox.sql: mail to staff on its way, and what administrators were told.

-- outbox_put [office post]: sealed before it comes here; post is told
WITH put AS (
	INSERT INTO outbox (outbox_id, sealed, put_at, next_try)
	VALUES ($1::uuid, $2::bytea, $3::timestamptz, $3::timestamptz) RETURNING 1
)
SELECT pg_notify('post', 'outbox') FROM put;

-- outbox_back [post]: a notice that was taken out before it was sent, and that the server did not take
INSERT INTO outbox (outbox_id, sealed, put_at, tries, next_try) VALUES ($1::uuid, $2::bytea, $3::timestamptz, $4::integer, $5::timestamptz);

-- outbox_claim [post]: the oldest that is due, with a lease; free again when the lease runs out
UPDATE outbox SET claimed_by = $1::text, lease_until = $3::timestamptz
WHERE outbox_id = (
	SELECT o.outbox_id FROM outbox o WHERE o.next_try <= $2::timestamptz
		AND (o.claimed_by IS NULL OR o.claimed_by = $1::text OR o.lease_until < $2::timestamptz)
	ORDER BY o.next_try LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING outbox_id, sealed, put_at, tries;

-- outbox_end [post]: sent, or given up
SELECT outbox_end($1::uuid, $2::text);

-- outbox_later [post]: another try
UPDATE outbox SET tries = tries + 1, next_try = $3::timestamptz, claimed_by = NULL, lease_until = NULL
WHERE outbox_id = $1::uuid AND claimed_by = $2::text;

-- outbox_next [post]: when the next is due, or its lease runs out; NULL for nothing
SELECT min(greatest(next_try, coalesce(lease_until, next_try))) FROM outbox;

-- alert_add [post]: what an administrator must know, kept
INSERT INTO alert (alert_id, wave_id, at, what, sealed) VALUES ($1::uuid, $2::uuid, $3::timestamptz, $4::text, $5::bytea);

-- alert_lately [office post]: whether the same was said since $3, so that one trouble is one mail
SELECT EXISTS (SELECT FROM alert WHERE wave_id = $1::uuid AND what = $2::text AND at > $3::timestamptz);

-- alert_list [office]: the newest first
SELECT alert_id, at, what, sealed FROM alert WHERE wave_id = $1::uuid ORDER BY at DESC, alert_id LIMIT 50;
