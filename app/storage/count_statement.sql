-- count_statement.sql: what counting found, kept for good.

-- count_statement_add [count]: one per wave
INSERT INTO count_statement (wave_id, counted_at, found, foreign_found, damaged, opened, genuine_hash, drafts, holders, amended,
	unopened, groups, document, signature)
VALUES ($1::uuid, $2::timestamptz, $3::integer, $4::integer, $5::integer, $6::integer, $7::bytea,
	coalesce((SELECT jsonb_object_agg(g, n) FROM unnest(($8::text)::text[], ($9::text)::integer[]) AS x (g, n)), '{}'),
	($10::text)::text[],
	coalesce((SELECT jsonb_object_agg(p.function_group, p.counts) FROM (
		SELECT g.function_group, jsonb_object_agg(g.what, g.n) AS counts FROM (
			SELECT a.function_group, a.what, count(*) AS n FROM amendment a WHERE a.wave_id = $1::uuid GROUP BY a.function_group, a.what) AS g
		GROUP BY g.function_group) AS p), '{}'),
	$11::integer, coalesce((SELECT jsonb_object_agg(g, n) FROM unnest(($12::text)::text[], ($13::text)::integer[]) AS x (g, n)), '{}'),
	$14::text, $15::bytea);
