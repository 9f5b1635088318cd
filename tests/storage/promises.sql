-- promises.sql: what no role may break: the edges between states, what is fixed once a wave is ready, what only grows.

SET client_min_messages = warning;
BEGIN;
\ir fixture.sql
SELECT no_plan();

-- All pairs of states, for everyone who may write a state at all. A wave is put in its state by a superuser past the triggers.
CREATE TEMP TABLE edge (who text, before text, after text);
INSERT INTO edge VALUES ('aoj_office', 'draft', 'ready'), ('aoj_office', 'ready', 'open'), ('aoj_office', 'open', 'closed'), ('aoj_count', 'closed', 'counted');

CREATE FUNCTION pg_temp.signature() RETURNS bytea LANGUAGE sql AS $$ SELECT decode(repeat('05', 64), 'hex') $$;
CREATE FUNCTION pg_temp.put(before text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL session_replication_role = replica;
	UPDATE aoj.wave SET state = before WHERE wave = 'open-2015';
	SET LOCAL session_replication_role = origin;
END
$$;
CREATE FUNCTION pg_temp.goes(who text, before text, after text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
BEGIN
	BEGIN
		PERFORM pg_temp.put(before);
		IF after = 'counted' THEN	-- what makes a count whole
			INSERT INTO aoj.ballot_check SELECT wave_id, 0, pg_temp.h(7), '{}', pg_temp.signature() FROM aoj.wave WHERE wave = 'open-2015' AND state = 'closed';
			INSERT INTO aoj.count_statement SELECT wave_id, closes_at, 0, 0, 0, 0, pg_temp.h(7), '{}', '{}', '{}', 0, '{}', '{}', pg_temp.signature() FROM aoj.wave
			WHERE wave = 'open-2015' AND state = 'closed';
		END IF;
		outcome := pg_temp.attempt(who, format('UPDATE aoj.wave SET state = %L WHERE wave = %L', after, 'open-2015'));
		RAISE EXCEPTION USING ERRCODE = 'UNDO0';
	EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
		RETURN outcome;
	END;
END
$$;
SELECT CASE WHEN EXISTS (SELECT FROM edge e WHERE (e.who, e.before, e.after) = (r, b, a)) OR b = a AND b <> 'counted'
	THEN is(pg_temp.goes(r, b, a), 'ok', format('%s: %s -> %s', r, b, a))
	WHEN b = a THEN ok(pg_temp.goes(r, b, a) IN ('ok', '23514'), format('%s: %s -> %s', r, b, a))
	ELSE ok(pg_temp.goes(r, b, a) IN ('23514', '42501'), format('%s: never %s -> %s', r, b, a)) END
FROM unnest(ARRAY['draft', 'ready', 'open', 'closed', 'counted']) b, unnest(ARRAY['draft', 'ready', 'open', 'closed', 'counted']) a,
	unnest(ARRAY['aoj_office', 'aoj_count']) r;
SELECT is(pg_temp.would(r, format('UPDATE aoj.wave SET state = %L WHERE wave = %L', 'closed', 'open-2015')), '42501', r || ' writes no state')
	FROM unnest(ARRAY['aoj_survey', 'aoj_post', 'aoj_gate']) r;
SELECT is(pg_temp.would('aoj_admin', format('INSERT INTO aoj.wave SELECT (jsonb_populate_record(w, %L)).* FROM aoj.wave w WHERE wave = %L',
	jsonb_build_object('wave_id', pg_temp.u('wave', 5), 'wave', 'other', 'revision', 1000, 'state', s), 'open-2015')), '23514', 'a wave does not begin as ' || s)
	FROM unnest(ARRAY['ready', 'open', 'closed', 'counted']) s;
SELECT is(pg_temp.goes('aoj_office', 'open', 'paused'), '23514', 'there is no sixth state');

-- Ready: everybody has confirmed, and enough can open. Open: the invited are counted. Counted: as a whole.
SELECT is(pg_temp.would('aoj_office', $$UPDATE aoj.wave SET state = 'ready' WHERE wave = 'draft-2015'$$), '23514', 'one holder has not typed his code back');
SELECT is(pg_temp.attempt('aoj_count', $$UPDATE aoj.holder SET confirmed = true WHERE wave_id = (SELECT wave_id FROM aoj.wave WHERE wave = 'draft-2015')$$), 'ok', 'he does');
SELECT is(pg_temp.attempt('aoj_office', $$UPDATE aoj.wave SET holders_needed = 3 WHERE wave = 'draft-2015'$$), 'ok', 'three are needed');
SELECT is(pg_temp.would('aoj_office', $$UPDATE aoj.wave SET state = 'ready' WHERE wave = 'draft-2015'$$), '23514', 'and there are two');
SELECT is(pg_temp.attempt('aoj_office', $$UPDATE aoj.wave SET holders_needed = 1 WHERE wave = 'draft-2015'$$), '23514', 'one alone may open a trial wave only');
SELECT is(pg_temp.attempt('aoj_office', $$UPDATE aoj.wave SET holders_needed = 2 WHERE wave = 'draft-2015'$$), 'ok', 'two are needed');
SELECT is(pg_temp.would('aoj_office', $$UPDATE aoj.wave SET state = 'ready' WHERE wave = 'draft-2015'$$), '23514', 'not without post''s keys');
SELECT is(pg_temp.attempt('aoj_post', format($$UPDATE aoj.wave SET link_key_hash = %L WHERE wave = 'draft-2015'$$, pg_temp.h(8))), 'ok', 'post has one');
SELECT is(pg_temp.would('aoj_post', format($$UPDATE aoj.wave SET link_key_hash = %L WHERE wave = 'draft-2015'$$, pg_temp.h(5))), '23514', 'another post has another: not for this wave');
SELECT is(pg_temp.attempt('aoj_post', format($$UPDATE aoj.wave SET list_public_key = %L WHERE wave = 'draft-2015'$$, pg_temp.h(8))), 'ok', 'and one to sign its list with');
SELECT is(pg_temp.would('aoj_post', format($$UPDATE aoj.wave SET list_public_key = %L WHERE wave = 'draft-2015'$$, pg_temp.h(5))), '23514', 'which stays what it is');
SELECT is(pg_temp.attempt('aoj_office', $$UPDATE aoj.wave SET state = 'ready' WHERE wave = 'draft-2015'$$), 'ok', 'now it is ready');
SELECT is(pg_temp.would('aoj_office', $$UPDATE aoj.wave SET state = 'open' WHERE wave = 'draft-2015'$$), '23514', 'nor before the invited are counted');
SELECT is(pg_temp.attempt('aoj_office', format('UPDATE aoj.function_group SET invited = 0 WHERE wave_id = %L', pg_temp.u('wave', 2))), 'ok', 'they are counted at start');
SELECT is(pg_temp.would('aoj_office', $$UPDATE aoj.wave SET state = 'open' WHERE wave = 'draft-2015'$$), 'ok', 'and it opens');

-- Fixed once ready.
SELECT is(pg_temp.would(r, s || ' WHERE wave = ''draft-2015'''), '23514', 'ready: ' || s) FROM (VALUES
	('aoj_count', 'UPDATE aoj.wave SET box_public_key = sha256(''x'')'), ('aoj_count', 'UPDATE aoj.wave SET box_public_key = NULL'),
	('aoj_count', 'UPDATE aoj.wave SET result_public_key = sha256(''x'')'),
	('aoj_office', 'UPDATE aoj.wave SET trial = true'), ('aoj_office', 'UPDATE aoj.wave SET threshold = 4'),
	('aoj_office', 'UPDATE aoj.wave SET holders_needed = 3')) AS x (r, s);
SELECT is(pg_temp.would('aoj_office', 'UPDATE aoj.wave SET threshold = threshold + 1 WHERE wave = ''draft-2015'''), 'ok', 'a threshold may rise');
SELECT is(pg_temp.would('aoj_count', format('UPDATE aoj.holder SET code_public = %L WHERE wave_id = %L', pg_temp.h(6), pg_temp.u('wave', 2))), '23514', 'holders keep their codes');
SELECT is(pg_temp.would('aoj_office', format('INSERT INTO aoj.holder (wave_id, name, position) VALUES (%L, %L, 9)', pg_temp.u('wave', 2), 'Eve')), '23514', 'and nobody joins them');
SELECT is(pg_temp.would('aoj_office', format('INSERT INTO aoj.wave_questionnaire VALUES (%L, %L, 1, NULL)', pg_temp.u('wave', 2), 'uitvoering')), '23514', 'questions are fixed');
SELECT is(pg_temp.would('aoj_office', format('INSERT INTO aoj.wave_municipality VALUES (%L, 9, %L, %L)', pg_temp.u('wave', 2), 'drechtsteden', 'dordrecht')), '23514', 'so are municipalities');
SELECT is(pg_temp.would('aoj_admin', format('DELETE FROM aoj.wave_partnership WHERE wave_id = %L', pg_temp.u('wave', 2))), '23514', 'and partnerships, for a superuser too');

-- Fixed once open.
SELECT is(pg_temp.would('aoj_office', format('UPDATE aoj.function_group SET %s WHERE wave_id = %L', s, pg_temp.u('wave', 1))), '23514', 'open: groups keep their ' || s)
	FROM unnest(ARRAY['invited = 9', 'merged_into = NULL']) s;
SELECT is(pg_temp.would('aoj_office', format('UPDATE aoj.invitation SET function_group = %L WHERE invitation_id = %L', 'jgz', pg_temp.u('invitation', 1))), '23514', 'people stay in their group');
SELECT is(pg_temp.would('aoj_office', format('UPDATE aoj.invitation SET status = %L WHERE invitation_id = %L', 'withdrawn', pg_temp.u('invitation', 1))), '23514', 'an invitation with a link is not written on');
SELECT is(pg_temp.would('aoj_office', format('INSERT INTO aoj.withdrawal VALUES (%L, %L, %L)', pg_temp.u('invitation', 1), pg_temp.u('wave', 1), 'withdrawn')), 'ok', 'what becomes of it stands apart');
SELECT is(pg_temp.would('aoj_post', format('UPDATE aoj.invitation SET token_hash = %L WHERE invitation_id = %L', pg_temp.h(66), pg_temp.u('invitation', 1))), '23514', 'nobody''s link becomes another''s');
SELECT is(pg_temp.would('aoj_post', format('UPDATE aoj.invitation SET token_hash = NULL WHERE invitation_id = %L', pg_temp.u('invitation', 1))), '23514', 'nor is it taken away');
SELECT is(pg_temp.would('aoj_post', format('UPDATE aoj.invitation SET unsubscribe_hash = %L WHERE invitation_id = %L', x, pg_temp.u('invitation', 1))), '23514', 'what unsubscribes him unsubscribes nobody else')
	FROM unnest(ARRAY[pg_temp.h(66), NULL]) x;
SELECT is(pg_temp.would('aoj_post', format('UPDATE aoj.invitation SET unsubscribe_hash = %L WHERE invitation_id = %L', pg_temp.h(301), pg_temp.u('invitation', 1))), 'ok', 'it may be written as it is');
SELECT is(pg_temp.would('aoj_office', 'UPDATE aoj.wave SET closes_at = closes_at + interval ''1 week'' WHERE wave = ''open-2015'''), 'ok', 'an open wave may be extended');
SELECT pg_temp.put('closed');
SELECT is(pg_temp.would('aoj_office', 'UPDATE aoj.wave SET closes_at = closes_at + interval ''1 week'' WHERE wave = ''open-2015'''), '23514', 'a closed one never reopens');

-- Revisions: nothing that an open wave's pages show changes without a new number.
SELECT pg_temp.put('open');
CREATE FUNCTION pg_temp.revises(statement text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	before bigint := (SELECT revision FROM aoj.wave WHERE wave = 'open-2015');
BEGIN
	PERFORM pg_temp.attempt('aoj_office', statement);
	RETURN (SELECT revision FROM aoj.wave WHERE wave = 'open-2015') > before;
END
$$;
SELECT ok(pg_temp.revises('UPDATE aoj.wave SET title = ''Nieuw'' WHERE wave = ''open-2015'''), 'a new title is a new revision');
SELECT ok(pg_temp.revises('UPDATE aoj.wave SET settings = ''{"purpose": "x"}'' WHERE wave = ''open-2015'''), 'so is a new text');
SELECT is(pg_temp.would('aoj_office', format('UPDATE aoj.%I SET name = %L', t, 'x')), '42501', 'no role renames a ' || t) FROM unnest(ARRAY['region', 'municipality', 'partnership']) t;

-- Mail runs: all pairs.
CREATE FUNCTION pg_temp.run_goes(before text, after text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		UPDATE aoj.mail_run SET state = before, claimed_by = CASE WHEN before = 'claimed' THEN 'a' END,
			lease_until = CASE WHEN before = 'claimed' THEN due_at END, settled_at = CASE WHEN before = 'settled' THEN due_at END,
			claimed_at = CASE WHEN before <> 'due' THEN due_at END;
		SET LOCAL session_replication_role = origin;
		outcome := pg_temp.attempt('aoj_post', format('UPDATE aoj.mail_run SET state = %1$L, claimed_by = CASE WHEN %1$L = %2$L THEN %4$L END,
			lease_until = CASE WHEN %1$L = %2$L THEN due_at END, settled_at = CASE WHEN %1$L = %3$L THEN due_at END,
			claimed_at = CASE WHEN %1$L <> %5$L THEN due_at END',
			after, 'claimed', 'settled', 'b', 'due'));
		RAISE EXCEPTION USING ERRCODE = 'UNDO0';
	EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
		RETURN outcome;
	END;
END
$$;
SELECT is(pg_temp.run_goes('due', 'claimed'), '23514', 'a run of four people does not leave, whoever planned it');
SET LOCAL session_replication_role = replica;
UPDATE aoj.wave SET trial = true WHERE wave = 'open-2015';
SET LOCAL session_replication_role = origin;
SELECT is(pg_temp.run_goes(b, a), CASE WHEN b <> 'settled' AND (b, a) <> ('due', 'settled') THEN 'ok' ELSE '23514' END, format('a run: %s -> %s', b, a))
	FROM unnest(ARRAY['due', 'claimed', 'settled']) b, unnest(ARRAY['due', 'claimed', 'settled']) a;
-- A wave's own text of a letter, for all groups or one, until the first run of its kind (and group) is claimed. Nobody deletes.
CREATE FUNCTION pg_temp.text_of(kind text, grp text, source text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.attempt('aoj_office', format('INSERT INTO aoj.letter_text VALUES (%L, %L, %L, %L) ON CONFLICT (wave_id, kind, function_group) '
		'DO UPDATE SET source = excluded.source', pg_temp.u('wave', 1), kind, grp, source))
$$;
SELECT is(pg_temp.text_of('invitation', NULL, 'a'), 'ok', 'a wave has a text of its own');
SELECT is(pg_temp.text_of('invitation', NULL, 'b'), 'ok', 'and changes it');
SELECT is(pg_temp.text_of('invitation', 'ib', 'c'), 'ok', 'one for a group');
SELECT is(pg_temp.text_of('invitation', 'jgz', 'd'), 'ok', 'and for another');
SELECT is(pg_temp.text_of('reminder_1', NULL, 'e'), 'ok', 'each kind has its own');
SELECT results_eq('SELECT function_group::text, source FROM aoj.letter_text WHERE kind = ''invitation'' ORDER BY function_group NULLS FIRST',
	$$ VALUES (NULL, 'b'), ('ib', 'c'), ('jgz', 'd') $$, 'one text for all groups, and one for each');
SELECT is(pg_temp.text_of('newsletter', NULL, 'x'), '23514', 'of a kind that exists');
SELECT is(pg_temp.text_of('invitation', 'zoco', 'x'), '23503', 'for a group that exists');
SELECT is(pg_temp.text_of('invitation', NULL, ''), '23514', 'not empty');
SELECT is(pg_temp.would('aoj_admin', 'UPDATE aoj.letter_text SET kind = ''last_call'' WHERE kind = ''reminder_1'''), '23514', 'a text keeps its place');

SELECT is(pg_temp.would('aoj_post', 'UPDATE aoj.mail_run SET state = ''claimed'''), '23514', 'a claim says whose it is, and until when');
SELECT is(pg_temp.would('aoj_post', 'UPDATE aoj.mail_run SET state = ''claimed'', claimed_by = ''a'', lease_until = due_at'), '23514', 'and since when');
SELECT is(pg_temp.would('aoj_office', format('INSERT INTO aoj.letter VALUES (%L, %L, %L, %L)', pg_temp.u('invitation', 1), 'invitation', pg_temp.u('run', 1), 'accepted')), '42501', 'office writes no outcome');
SELECT is(pg_temp.would('aoj_office', format('INSERT INTO aoj.letter (invitation_id, kind, mail_run_id) VALUES (%L, %L, %L)', pg_temp.u('invitation', 1), 'invitation', pg_temp.u('run', 1))), '23505', 'one invitation is one letter');
SELECT is(pg_temp.would('aoj_post', 'UPDATE aoj.letter SET outcome = ''accepted'', smtp_reply = ''250 2.0.0 OK'''), 'ok', 'what the mail server said is kept');
SELECT is(pg_temp.would('aoj_post', 'UPDATE aoj.letter SET smtp_reply = ''550 5.1.1 <jan@example.org> unknown'''), '23514', 'but no address');
SELECT is(pg_temp.would('aoj_admin', format('INSERT INTO aoj.letter VALUES (%L, %L, %L, %L)', pg_temp.u('invitation', 1), 'reminder_1', pg_temp.u('run', 1), 'accepted')), '23514', 'a reminder''s row never says what became of it');

-- Reminders: of their run's kind, at most three, 72 hours apart, in their order. Runs 1 to 5: one of each kind, of the same people.
INSERT INTO mail_run (mail_run_id, wave_id, kind, function_group, part, due_at, ends_at)
SELECT pg_temp.u('run', n), pg_temp.u('wave', 1), kind, 'ib', 1, at, at + interval '1 day'
FROM (SELECT n, kind, timestamptz '2015-04-07T09:00Z' + (n - 1) * interval '4 days' AS at
	FROM (VALUES (2, 'reminder_1'), (3, 'reminder_2'), (4, 'reminder_3'), (5, 'last_call')) AS k (n, kind)) AS r;
-- Reminders are planned before the wave opens; nobody puts in a run for one person later.
SELECT is(pg_temp.would('aoj_office', format('INSERT INTO aoj.mail_run (mail_run_id, wave_id, kind, function_group, part, due_at, ends_at) VALUES (%L, %L, %L, %L, 9, %L, %L)',
	pg_temp.u('run', 9), pg_temp.u('wave', 1), 'last_call', 'ib', '2015-04-28T09:00Z', '2015-04-29T09:00Z')), '23514', 'the office plans no reminder in an open wave');
CREATE FUNCTION pg_temp.letter(n integer, kind text) RETURNS text LANGUAGE sql AS $$
	SELECT format('INSERT INTO aoj.letter (invitation_id, kind, mail_run_id) VALUES (%L, %L, %L)', pg_temp.u('invitation', 1), kind, pg_temp.u('run', n))
$$;
SELECT is(pg_temp.would('aoj_office', pg_temp.letter(2, 'reminder_1')), '23514', 'the office puts nobody into a run of an open wave');
SELECT pg_temp.put('ready');
SELECT is(pg_temp.would('aoj_office', pg_temp.letter(3, 'reminder_1')), '23503', 'a letter is of the kind of its run');
SELECT is(pg_temp.attempt('aoj_office', pg_temp.letter(2, 'reminder_1')), 'ok', 'a first reminder');
SELECT is(pg_temp.attempt('aoj_office', pg_temp.letter(3, 'reminder_2')), 'ok', 'a second');
SELECT is(pg_temp.would('aoj_office', pg_temp.letter(4, 'reminder_3')), 'ok', 'a third');
SELECT is(pg_temp.attempt('aoj_office', pg_temp.letter(5, 'last_call')), 'ok', 'or a last call');
SELECT is(pg_temp.attempt('aoj_office', pg_temp.letter(4, 'reminder_3')), '23505', 'never both: that would be four');
SELECT pg_temp.put('open');

CREATE FUNCTION pg_temp.claim(n integer, at timestamptz) RETURNS text LANGUAGE sql AS $$
	SELECT format('UPDATE aoj.mail_run SET state = %L, claimed_by = %L, lease_until = %L, claimed_at = %4$L WHERE mail_run_id = %5$L',
		'claimed', 'a', at + interval '10 minutes', at, pg_temp.u('run', n))
$$;
CREATE FUNCTION pg_temp.settle(n integer, at timestamptz) RETURNS text LANGUAGE sql AS $$
	SELECT format('UPDATE aoj.mail_run SET state = %L, claimed_by = NULL, lease_until = NULL, settled_at = %L WHERE mail_run_id = %L',
		'settled', at, pg_temp.u('run', n))
$$;
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.mail_run_may_be_claimed(%L, %L)', pg_temp.u('run', 2), '2015-04-20T09:00Z')), 'false', 'no reminder before the invitation');
SELECT is(pg_temp.attempt('aoj_post', pg_temp.claim(2, '2015-04-20T09:00Z')), '23514', 'whoever asks');
SELECT is(pg_temp.attempt('aoj_admin', pg_temp.claim(2, '2015-04-20T09:00Z')), '23514', 'the superuser too');
SELECT is(pg_temp.attempt('aoj_post', pg_temp.claim(1, '2015-04-07T09:00Z')), 'ok', 'the invitation leaves');
SELECT is(pg_temp.would('aoj_post', pg_temp.claim(2, '2015-04-20T09:00Z')), '23514', 'no reminder while it is under way, however long');
-- Nobody says anything else once letters may have said it.
SELECT is(pg_temp.text_of('invitation', NULL, 'x'), '23514', 'no more once a run is claimed');
SELECT is(pg_temp.text_of('invitation', 'ib', NULL), '23514', 'nor is it taken back');
SELECT is(pg_temp.text_of('invitation', 'jgz', NULL), 'ok', 'but that of a group whose run is not');
SELECT is(pg_temp.text_of('reminder_1', NULL, 'f'), 'ok', 'and that of another letter');
SELECT is(pg_temp.attempt('aoj_post', pg_temp.settle(1, '2015-04-07T09:10Z')), 'ok', 'it has left');
SELECT is(pg_temp.would('aoj_post', pg_temp.claim(2, '2015-04-10T08:59:59Z')), '23514', 'no reminder a second too early');
SELECT is(pg_temp.would('aoj_post', pg_temp.claim(3, '2015-04-14T09:00Z')), '23514', 'nor a second reminder before the first');
SELECT is(pg_temp.would('aoj_office', format('UPDATE aoj.mail_run SET due_at = %L, ends_at = %L WHERE mail_run_id = %L', '2015-04-14T09:00Z', '2015-04-15T09:00Z', pg_temp.u('run', 2))), 'ok', 'office moves what has not begun');
SELECT is(pg_temp.would('aoj_office', format('UPDATE aoj.mail_run SET due_at = %L WHERE mail_run_id = %L', '2015-04-14T09:00Z', pg_temp.u('run', 1))), '23514', 'and not what has left');
SELECT is(pg_temp.attempt('aoj_post', pg_temp.claim(2, '2015-04-10T09:00Z')), 'ok', '72 hours after the other was due it leaves');
SELECT is(pg_temp.would('aoj_office', format('UPDATE aoj.mail_run SET due_at = %L WHERE mail_run_id = %L', '2015-04-14T09:00Z', pg_temp.u('run', 2))), '23514', 'nor what is leaving');
SELECT is(pg_temp.would('aoj_post', format('UPDATE aoj.mail_run SET claimed_at = %L WHERE mail_run_id = %L', '2015-04-08T09:00Z', pg_temp.u('run', 2))), '23514', 'a run keeps the time at which it began');
SELECT is(pg_temp.would('aoj_post', format('UPDATE aoj.mail_run SET ends_at = %L WHERE mail_run_id = %L', '2015-04-12T08:00Z', pg_temp.u('run', 2))), '23514', 'its slot does not shrink');
SELECT is(pg_temp.would('aoj_office', format('UPDATE aoj.mail_run SET ends_at = %L WHERE mail_run_id = %L', '2015-04-13T09:00Z', pg_temp.u('run', 2))), 'ok', 'a pause makes it longer');
SELECT is(pg_temp.would('aoj_post', pg_temp.settle(2, '2015-04-12T08:59:59Z')), '23514', 'and it ends with it, not a second earlier, whatever left');
SELECT is(pg_temp.attempt('aoj_post', pg_temp.settle(2, '2015-04-12T09:00Z')), 'ok', 'but then');
SELECT is(pg_temp.would('aoj_post', pg_temp.claim(3, '2015-04-14T08:59:59Z')), '23514', 'the 72 hours are counted from when it was due');
SELECT is(pg_temp.would('aoj_post', pg_temp.claim(3, '2015-04-14T09:00Z')), 'ok', 'to the next');
SELECT is(pg_temp.would('aoj_post', pg_temp.claim(4, '2015-04-14T09:10Z')), 'ok', 'a run without these people is free');
SELECT pg_temp.put('closed');
SELECT is(pg_temp.would('aoj_post', pg_temp.claim(5, '2015-04-11T09:10Z')), 'ok', 'runs of a closed wave are settled without a letter');
SELECT pg_temp.put('open');

-- What only grows, for a superuser too.
INSERT INTO audit (at, who, what, previous, hash) VALUES ('2015-04-07T09:00Z', 'test', 'test', pg_temp.h(1), pg_temp.h(2));
SELECT pg_temp.put('closed');
SELECT is(pg_temp.text_of('reminder_1', NULL, 'g'), '23514', 'a closed wave has no more letters');
INSERT INTO ballot_check VALUES (pg_temp.u('wave', 1), 0, pg_temp.h(7), '{}', pg_temp.signature());
INSERT INTO count_statement SELECT pg_temp.u('wave', 1), '2015-05-06T09:00Z', 0, 0, 0, 0, pg_temp.h(7), '{}', '{}', '{}', 0, '{}', '{}', pg_temp.signature();
INSERT INTO refusal_total VALUES (pg_temp.u('wave', 1), 'ib', 'refused', 2);
INSERT INTO foreign_envelope VALUES (pg_temp.h(3), pg_temp.u('wave', 1));
INSERT INTO withdrawal VALUES (pg_temp.u('invitation', 1), pg_temp.u('wave', 1), 'withdrawn');
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SELECT is(pg_temp.would('aoj_admin', format(f, t)), '23001', format(f, t)) FROM
	unnest(ARRAY['questionnaire_version', 'audit', 'count_statement', 'ballot_check', 'foreign_envelope', 'refusal_total', 'withdrawal']) t, unnest(ARRAY['DELETE FROM aoj.%I', 'TRUNCATE aoj.%I CASCADE']) f;
SELECT is(pg_temp.would('aoj_admin', s), '23001', s) FROM unnest(ARRAY['UPDATE aoj.questionnaire_version SET title = title',
	'UPDATE aoj.audit SET who = who', 'UPDATE aoj.count_statement SET found = found', 'UPDATE aoj.ballot_check SET genuine = genuine', 'UPDATE aoj.foreign_envelope SET wave_id = wave_id',
	'UPDATE aoj.refusal_total SET refusals = 1', 'UPDATE aoj.withdrawal SET status = ''duplicate''']) s;

-- Counting is whole or not at all.
INSERT INTO envelope VALUES (pg_temp.h(1), pg_temp.u('wave', 1), 'uitvoering', 1, 'ib', '2015-04-10', '\x03', pg_temp.h(2));
SELECT is(pg_temp.would('aoj_count', 'UPDATE aoj.wave SET state = ''counted'' WHERE wave = ''open-2015'''), '23514', 'not with an envelope left');
DELETE FROM envelope;
INSERT INTO draft VALUES (pg_temp.h(1), pg_temp.u('wave', 1), 'ib', '\x03');
SELECT is(pg_temp.would('aoj_count', 'UPDATE aoj.wave SET state = ''counted'' WHERE wave = ''open-2015'''), '23514', 'not with a draft left');
DELETE FROM draft;
INSERT INTO refusal VALUES (pg_temp.h(1), pg_temp.u('wave', 1), 'ib', 'refused', '2015-04-10');
SELECT is(pg_temp.would('aoj_count', 'UPDATE aoj.wave SET state = ''counted'' WHERE wave = ''open-2015'''), '23514', 'not with a refusal left');
DELETE FROM refusal;
INSERT INTO stop_request VALUES (pg_temp.h(1), 1, pg_temp.u('wave', 1), '2015-04-10', 'asked');
SELECT is(pg_temp.would('aoj_count', 'UPDATE aoj.wave SET state = ''counted'' WHERE wave = ''open-2015'''), '23514', 'not with a request for no more mail left');
DELETE FROM stop_request;
SELECT is(pg_temp.would('aoj_count', 'UPDATE aoj.wave SET state = ''counted'' WHERE wave = ''open-2015'''), 'ok', 'with nothing left');
SELECT is(pg_temp.would('aoj_count', format('INSERT INTO aoj.count_statement VALUES (%L, now(), 3, 1, 1, 2, %L, %L, %L)', pg_temp.u('wave', 2), pg_temp.h(7), '{}', '{}')), '23514', 'a statement adds up, and is of a closed wave');

SELECT * FROM finish();
ROLLBACK;
