-- audit.sql: what staff did; append-only, each row carries the hash of the one before.

-- audit_lock [office post count]: one writer at a time, until its transaction ends; otherwise two rows would follow the same one
SELECT pg_advisory_xact_lock(hashtextextended('aoj.audit', 0));

-- audit_last [office post count]: what the next row follows, and the detail as the table will spell it
SELECT coalesce((SELECT hash FROM audit ORDER BY audit_id DESC LIMIT 1), decode(repeat('00', 32), 'hex')),
	($1::text)::jsonb::text;

-- audit_add [office post count]: the next row
INSERT INTO audit (at, who, what, wave_id, detail, previous, hash)
VALUES ($1::timestamptz, $2::text, $3::text, $4::uuid, ($5::text)::jsonb, $6::bytea, $7::bytea);
