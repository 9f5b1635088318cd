-- amendment.sql: what an administrator changes in the list of an open wave is written down, once, and only where it may be changed.

SET client_min_messages = warning;
BEGIN;
\ir fixture.sql
SELECT no_plan();

CREATE FUNCTION pg_temp.amend(what text, n integer, replaces integer) RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO aoj.amendment (invitation_id, wave_id, function_group, what, replaces) SELECT %L, wave_id, function_group, %L, %L'
		|| ' FROM aoj.invitation WHERE invitation_id = %L', pg_temp.u('invitation', n), what, CASE WHEN replaces > 0 THEN pg_temp.u('invitation', replaces) END,
		pg_temp.u('invitation', n)) $$;

-- A fifth invitation, in the place of one of the four.
INSERT INTO invitee VALUES (pg_temp.u('invitee', 5), pg_temp.u('wave', 1), pg_temp.h(105), '\x02');
INSERT INTO invitation (invitation_id, wave_id, invitee_id, function_group)
SELECT pg_temp.u('invitation', 5), wave_id, pg_temp.u('invitee', 5), function_group FROM invitation WHERE invitation_id = pg_temp.u('invitation', 1);

CREATE FUNCTION pg_temp.letter(run_state text, fate text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL session_replication_role = replica;
	UPDATE aoj.mail_run SET state = run_state, claimed_by = CASE WHEN run_state = 'claimed' THEN 'a' END,
		lease_until = CASE WHEN run_state = 'claimed' THEN due_at END, claimed_at = CASE WHEN run_state <> 'due' THEN due_at END,
		settled_at = CASE WHEN run_state = 'settled' THEN due_at END
	WHERE mail_run_id = pg_temp.u('run', 1);
	UPDATE aoj.letter SET outcome = fate WHERE invitation_id = pg_temp.u('invitation', 1) AND kind = 'invitation';
	SET LOCAL session_replication_role = origin;
END
$$;
CREATE FUNCTION pg_temp.corrected_when(s text, f text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_temp.letter(s, f);
	RETURN pg_temp.would('aoj_office', pg_temp.amend('corrected', 5, 1));
END
$$;
SELECT is(pg_temp.corrected_when(s, f), may, format('a letter that is %s, %s', s, f))
FROM (VALUES ('due', NULL, 'ok'), ('claimed', NULL, '23514'), ('settled', 'accepted', '23514'), ('settled', 'given_up', 'ok'), ('settled', NULL, 'ok')) AS x (s, f, may);
SELECT pg_temp.letter('settled', 'accepted');
INSERT INTO undelivered VALUES (pg_temp.u('invitation', 1), pg_temp.u('wave', 1), '5.1.1', 'unknown_address');
SELECT is(pg_temp.attempt('aoj_office', pg_temp.amend('corrected', 5, 1)), 'ok', 'unless it came back');
SELECT is(pg_temp.would('aoj_office', pg_temp.amend('corrected', 2, 1)), '23505', 'once');
SELECT is(pg_temp.would('aoj_office', pg_temp.amend('corrected', 5, 5)), '23514', 'nobody replaces himself');
SELECT is(pg_temp.would('aoj_office', pg_temp.amend('corrected', 5, 0)), '23514', 'a correction replaces somebody');
SELECT is(pg_temp.would('aoj_office', pg_temp.amend('added', 2, 1)), '23514', 'and nothing else does');
SELECT is(pg_temp.would('aoj_office', pg_temp.amend('withdrawn', 5, 0)), 'ok', 'who was corrected may be withdrawn');
SELECT is(pg_temp.would('aoj_office', format('INSERT INTO aoj.amendment (invitation_id, wave_id, function_group, what) VALUES (%L, %L, %L, %L)',
	pg_temp.u('invitation', 99), pg_temp.u('wave', 1), (SELECT function_group FROM invitation WHERE invitation_id = pg_temp.u('invitation', 1)), 'added')),
	'23514', 'nobody who is not invited is added');

-- Its numbers are the counting's; whose they are is not.
SELECT is(pg_temp.value('aoj_count', 'SELECT what FROM aoj.amendment'), 'corrected', 'count counts them');
SELECT is(pg_temp.would(r, s), '42501', r || ' may not: ' || s) FROM (VALUES ('aoj_count', 'SELECT invitation_id FROM aoj.amendment'),
	('aoj_post', 'SELECT replaces FROM aoj.amendment'), ('aoj_gate', 'SELECT what FROM aoj.amendment'), ('aoj_survey', 'SELECT what FROM aoj.amendment'),
	('aoj_office', 'SELECT replaces FROM aoj.amendment'), ('aoj_office', 'UPDATE aoj.amendment SET what = ''added'''),
	('aoj_office', 'DELETE FROM aoj.amendment'), ('aoj_count', 'INSERT INTO aoj.amendment DEFAULT VALUES')) AS x (r, s);
SELECT is(pg_temp.would('aoj_admin', s), '23001', 'it only grows: ' || s) FROM unnest(ARRAY['UPDATE aoj.amendment SET what = ''added''',
	'DELETE FROM aoj.amendment', 'TRUNCATE aoj.amendment']) s;

-- Of an open wave.
UPDATE wave SET state = 'closed' WHERE wave_id = pg_temp.u('wave', 1);
SELECT is(pg_temp.would('aoj_office', pg_temp.amend(w, 2, 0)), '23514', 'closed: nobody is ' || w) FROM unnest(ARRAY['added', 'withdrawn']) w;

SELECT * FROM finish();
ROLLBACK;
