-- retention.sql: names and addresses of a wave go when it is long over by both clocks, once, and by post alone.

SET client_min_messages = warning;
BEGIN;
\ir fixture.sql
SELECT no_plan();

-- Until when, and whether post may destroy them at this moment of its own clock and of the database's.
CREATE FUNCTION pg_temp.destroyed(posts text, databases text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_temp.set_clock(databases::timestamptz);
	RETURN pg_temp.value('aoj_post', format('SELECT aoj.destroy_contacts(%L, %L)', pg_temp.u('wave', 1), posts));
END
$$;
SELECT is(pg_temp.value('aoj_office', format('SELECT aoj.contacts_kept_until(%L) = (SELECT (closes_at AT TIME ZONE ''Europe/Amsterdam'' + interval ''6 months'') AT TIME ZONE ''Europe/Amsterdam'' FROM aoj.wave WHERE wave_id = %L)',
	pg_temp.u('wave', 1), pg_temp.u('wave', 1))), 'true', 'six months, when the wave does not say');
UPDATE wave SET settings = settings || '{"keep_contacts": 2}' WHERE wave_id = pg_temp.u('wave', 1);
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.contacts_kept_until(%L) AT TIME ZONE ''Europe/Amsterdam''', pg_temp.u('wave', 1))),
	(SELECT (closes_at AT TIME ZONE 'Europe/Amsterdam' + interval '2 months')::text FROM wave WHERE wave_id = pg_temp.u('wave', 1)), 'or as many as it says');

SELECT is(pg_temp.destroyed('2016-01-01', '2016-01-01'), 'false', 'never in an open wave');
UPDATE wave SET state = 'closed' WHERE wave_id = pg_temp.u('wave', 1);
SELECT is(pg_temp.destroyed('2015-05-20', '2015-05-20'), 'false', 'not before the time');
SELECT is(pg_temp.destroyed('2016-01-01', '2015-05-20'), 'false', 'nor when only the caller''s clock is past it');
SELECT is(pg_temp.destroyed('2015-05-20', '2016-01-01'), 'false', 'nor when only the database''s is');
SELECT isnt_empty('SELECT FROM aoj.invitee WHERE octet_length(sealed) > 0', 'all is there');
CREATE TEMPORARY TABLE before AS SELECT * FROM aoj.invitee;
SELECT is(pg_temp.destroyed('2016-01-01', '2016-01-01'), 'true', 'when both are');
SELECT is_empty(format('SELECT FROM aoj.invitee WHERE wave_id = %L AND octet_length(sealed) > 0', pg_temp.u('wave', 1)), 'nothing is left of the records');
SELECT is_empty(format('SELECT FROM aoj.invitee JOIN before USING (duplicate_hash) WHERE invitee.wave_id = %L', pg_temp.u('wave', 1)), 'nor of the addresses'' hashes');
SELECT bag_eq('SELECT invitee_id, wave_id FROM aoj.invitee', 'SELECT invitee_id, wave_id FROM before', 'who was invited is still counted');
SELECT bag_eq(format('SELECT * FROM aoj.invitee WHERE wave_id <> %L', pg_temp.u('wave', 1)), format('SELECT * FROM before WHERE wave_id <> %L', pg_temp.u('wave', 1)), 'other waves keep theirs');
SELECT is(pg_temp.destroyed('2016-01-02', '2016-01-02'), 'false', 'once');
SELECT is(pg_temp.would(r, format('SELECT aoj.destroy_contacts(%L, now())', pg_temp.u('wave', 1))), '42501', r || ' destroys nothing')
	FROM unnest(ARRAY['aoj_survey', 'aoj_office', 'aoj_count', 'aoj_gate']) r;
SELECT is(pg_temp.would('aoj_admin', s), '23001', 'what was done stays: ' || s) FROM unnest(ARRAY['UPDATE aoj.contacts_destroyed SET at = now()',
	'DELETE FROM aoj.contacts_destroyed', 'TRUNCATE aoj.contacts_destroyed']) s;

SELECT * FROM finish();
ROLLBACK;
