-- count_statement.sql: what counting found, kept for good.

-- count_statement_add [count]: one per wave
INSERT INTO count_statement (wave_id, counted_at, found, foreign_found, damaged, opened, genuine_hash, drafts, holders)
VALUES ($1::uuid, $2::timestamptz, $3::integer, $4::integer, $5::integer, $6::integer, $7::bytea,
	coalesce((SELECT jsonb_object_agg(g, n) FROM unnest(($8::text)::text[], ($9::text)::integer[]) AS x (g, n)), '{}'),
	($10::text)::text[]);
