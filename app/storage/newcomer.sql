-- newcomer.sql: people who join an open wave, or get a new link: into which runs their letters go.

-- newcomer_place [post]: how many rows were written; see place_newcomers()
SELECT place_newcomers($1::uuid, $2::timestamptz, $3::timestamptz, $4::timestamptz);
