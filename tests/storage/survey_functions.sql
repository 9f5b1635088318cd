-- survey_functions.sql: what the survey's functions answer, and what they leave behind.

BEGIN;
\ir fixture.sql
SELECT no_plan();

-- Short names for the calls; now is 10 April 2015 unless told.
CREATE FUNCTION pg_temp.save(n integer, sealed bytea, expected bytea, now timestamptz DEFAULT '2015-04-10T10:00Z', wave integer DEFAULT 1)
RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.value('aoj_survey', format('SELECT aoj.save_draft(%L, %L, %L, %L, %L, %L, %L)',
	pg_temp.h(1000 + n), pg_temp.h(2000 + n), pg_temp.u('wave', wave), 'ib', sealed, expected, now)) $$;
CREATE FUNCTION pg_temp.cast(n integer, sealed bytea, now timestamptz DEFAULT '2015-04-10T10:00Z', wave integer DEFAULT 1)
RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.value('aoj_survey', format('SELECT aoj.cast_envelope(%L, %L, %L, %L, 1, %L, %L, %L, %L, %L)',
	pg_temp.h(2000 + n), pg_temp.h(1000 + n), pg_temp.u('wave', wave), 'uitvoering', 'ib', '2015-04-10', sealed, pg_temp.h(3000 + n), now)) $$;
CREATE FUNCTION pg_temp.refuse(n integer, kind text DEFAULT 'refused', now timestamptz DEFAULT '2015-04-10T10:00Z', wave integer DEFAULT 1)
RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.value('aoj_survey', format('SELECT aoj.refuse(%L, %L, %L, %L, %L)',
	pg_temp.h(3000 + n), pg_temp.u('wave', wave), 'ib', kind, now)) $$;
CREATE FUNCTION pg_temp.stop(n integer, what text DEFAULT 'asked', now timestamptz DEFAULT '2015-04-10T10:00Z', wave integer DEFAULT 1)
RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.value('aoj_survey', format('SELECT aoj.request_stop(%L, %L, %L, %L)',
	pg_temp.h(4000 + n), pg_temp.u('wave', wave), what, now)) $$;
CREATE FUNCTION pg_temp.stands(n integer) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.value('aoj_survey', format('SELECT aoj.stop_stands(%L)',
	pg_temp.h(4000 + n))) $$;
CREATE FUNCTION pg_temp.find(n integer, known bigint[], what text DEFAULT 'status')
RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.value('aoj_survey', format('SELECT %I::text FROM aoj.find_invitation(%L, %L)',
	what, pg_temp.h(n), known)) $$;
CREATE FUNCTION pg_temp.load(n integer, what text)
RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.value('aoj_survey', format('SELECT %I::text FROM aoj.load_draft(%L, %L)',
	what, pg_temp.h(1000 + n), pg_temp.h(2000 + n))) $$;

-- Slips of requests for no more mail.
CREATE FUNCTION pg_temp.asked() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(n || ' ' || s.what || ' ' || s.day, ', '
	ORDER BY n, s.turn) FROM aoj.stop_request s JOIN generate_series(1, 9) n ON s.stop_id = pg_temp.h(4000 + n) $$;

-- find_invitation
SELECT is(pg_temp.find(1, '{}'), 'invited', 'a link finds its invitation');
SELECT is(pg_temp.find(77, '{}'), NULL, 'a link that was never sent finds nothing');
SELECT is(pg_temp.find(1, '{}', 'wave_id'), pg_temp.u('wave', 1)::text, 'and its wave');
SELECT is(pg_temp.find(1, '{}', 'function_group'), 'ib', 'and its function group');
SELECT is(pg_temp.find(1, '{}', 'document')::json ->> 'wave', 'open-2015', 'the wave comes along as a document');
SELECT is(pg_temp.find(1, NULL, 'document')::json ->> 'state', 'open', 'also to someone who knows nothing yet');
SELECT is(pg_temp.find(1, ARRAY[0, w.revision], 'document'), NULL, 'not to someone who knows this revision')
	FROM wave w WHERE w.wave = 'open-2015';
SELECT is(pg_temp.find(1, ARRAY[w.revision - 1, w.revision + 1], 'document')::json ->> 'revision', w.revision::text,
	'again to someone who knows other revisions') FROM wave w WHERE w.wave = 'open-2015';
SELECT is((SELECT array_agg(k ORDER BY k) FROM json_object_keys(pg_temp.find(1, '{}', 'document')::json) k),
	ARRAY['box_public_key', 'closes_at', 'function_groups', 'holders', 'list_public_key', 'municipalities', 'opens_at', 'partnerships', 'questionnaires',
	'region', 'result_public_key', 'revision', 'settings', 'state', 'threshold', 'title', 'trial', 'wave', 'wave_id'],
	'the document says what pages show, and nothing else');
SELECT ok(pg_temp.find(1, '{}', 'document') !~ (SELECT string_agg(encode(link_key_hash, 'hex'), '|') FROM wave WHERE link_key_hash IS NOT NULL),
	'the link key''s fingerprint is not in it');

-- drafts
SELECT is(pg_temp.load(1, 'sealed'), NULL, 'without a draft there is none');
SELECT is(pg_temp.load(1, 'spent'), 'false', 'and nothing has been sent');
SELECT is(pg_temp.save(1, pg_temp.h(50), pg_temp.h(49)), 'changed', 'a draft that is expected but gone is a change');
SELECT is(pg_temp.save(1, pg_temp.h(50), NULL), 'saved', 'the first page makes a draft');
SELECT is(pg_temp.load(1, 'sealed'), pg_temp.h(50)::text, 'it comes back as it was');
SELECT is(pg_temp.save(1, pg_temp.h(51), NULL), 'changed', 'a second tab that knows of no draft hears that there is one');
SELECT is(pg_temp.save(1, pg_temp.h(51), substr(pg_temp.h(49), 1, 24)), 'changed', 'so does one that knows an older one');
SELECT is(pg_temp.load(1, 'sealed'), pg_temp.h(50)::text, 'neither changed anything');
SELECT is(pg_temp.save(1, pg_temp.h(51), substr(pg_temp.h(50), 1, 24)), 'saved', 'who knows the last one may replace it');
SELECT is(pg_temp.load(1, 'sealed'), pg_temp.h(51)::text, 'and it is replaced');
SELECT is(count(*), 1::bigint, 'one person has one draft') FROM draft;
SELECT is(pg_temp.load(2, 'sealed'), NULL, 'another person''s link does not see it');

-- closing
SELECT is(pg_temp.save(2, pg_temp.h(50), NULL, '2015-05-05T21:58:59Z'), 'saved', 'until the last second a draft may be begun');
SELECT is(pg_temp.save(3, pg_temp.h(50), NULL, '2015-05-05T21:59Z'), 'closed', 'from then on no longer');
SELECT is(pg_temp.save(2, pg_temp.h(52), substr(pg_temp.h(50), 1, 24), '2015-05-05T22:28:59Z'), 'saved', 'who has one, has half an hour');
SELECT is(pg_temp.save(2, pg_temp.h(53), substr(pg_temp.h(52), 1, 24), '2015-05-05T22:29Z'), 'closed', 'and not a second more');
SELECT is(pg_temp.cast(3, '\x03', '2015-05-05T21:59Z'), 'closed', 'answers without a draft come too late at closing');
SELECT is(pg_temp.cast(2, '\x03', '2015-05-05T22:29Z'), 'closed', 'with a draft half an hour later');
SELECT pg_temp.set_clock('2015-05-05T22:29Z');
SELECT is(pg_temp.save(2, pg_temp.h(53), substr(pg_temp.h(52), 1, 24), '2015-05-05T21:00Z'), 'closed', 'a draft is too late by the database''s clock too');
SELECT is(pg_temp.cast(2, '\x03', '2015-05-05T21:00Z'), 'closed', 'and so are answers');
SELECT pg_temp.set_clock('2015-03-31T22:00Z');
SELECT is(pg_temp.cast(2, '\x03', '2015-05-05T22:28:59Z'), 'cast', 'until then they are in time');
SELECT is(pg_temp.save(4, pg_temp.h(50), NULL, wave => 2), 'closed', 'a wave that is not open takes no drafts');
SELECT is(pg_temp.save(4, pg_temp.h(50), NULL, wave => 3), 'closed', 'nor does one that does not exist');
SELECT is(pg_temp.cast(4, '\x03', wave => 2), 'closed', 'nor answers');
SELECT is(pg_temp.cast(4, '\x03', wave => 3), 'closed', 'neither of them');

-- casting
SELECT is(pg_temp.cast(1, '\x03'), 'cast', 'answers are stored');
SELECT is(pg_temp.load(1, 'spent'), 'true', 'the link knows it');
SELECT is(pg_temp.load(1, 'sealed'), NULL, 'the draft is gone');
SELECT is(pg_temp.cast(1, '\x04'), 'already', 'a double click is told that they are there');
SELECT is(pg_temp.cast(1, '\x04', '2015-05-06T00:00Z'), 'already', 'so is a replay after closing');
SELECT is((SELECT sealed FROM envelope WHERE ballot_id = pg_temp.h(2001)), '\x03'::bytea, 'what was sent first, stands');
SELECT is(pg_temp.save(1, pg_temp.h(50), NULL), 'spent', 'no draft comes back after its envelope');
SELECT is(pg_temp.cast(5, '\x03'), 'cast', 'answers may be sent without ever having been saved');
SELECT is(count(*), 3::bigint, 'three sent, three stored') FROM envelope;
SELECT is((SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'envelope'::regclass AND attnum > 0 AND NOT attisdropped),
	'{ballot_id,wave_id,questionnaire,version,function_group,day,sealed,mac}'::name[], 'an envelope keeps a day and no time');

-- Counts as of last midnight, by the database's clock.
CREATE FUNCTION pg_temp.counted(shown timestamptz) RETURNS text LANGUAGE sql AS $$ SELECT pg_temp.set_clock(shown);
	SELECT pg_temp.value('aoj_office', 'SELECT string_agg(function_group || '' '' || day || '' '' || responses, '', '') FROM aoj.response_count') $$;
SELECT is(pg_temp.counted('2015-04-10T21:59:59Z'), NULL, 'the office sees nothing of a day before it is over, in Amsterdam');
SELECT is(pg_temp.counted('2015-04-10T22:00Z'), 'ib 2015-04-10 3', 'from midnight on it counts them by group and day');
SELECT is(pg_temp.value('aoj_office', 'SELECT count(*) FROM aoj.response_count WHERE wave_id = wave_id AND day > ''2015-04-10'''), '0', 'and nothing else');
SELECT pg_temp.set_clock('2015-03-31T22:00Z');

-- refusing
SELECT is(pg_temp.refuse(3), 'done', 'a refusal is kept');
SELECT is((SELECT string_agg(function_group || ' ' || kind || ' ' || day, ', ') FROM refusal), 'ib refused 2015-04-10', 'as a slip of a group and a day');
SELECT is(pg_temp.refuse(3), 'already', 'refusing twice changes nothing');
SELECT is(pg_temp.refuse(3, 'not_eligible'), 'already', 'nor does another reason');
SELECT is(pg_temp.refuse(4, 'not_eligible', '2015-04-10T22:00Z'), 'done', 'who does not belong can say so');
SELECT is((SELECT day FROM refusal WHERE kind = 'not_eligible'), '2015-04-11'::date, 'the day is Amsterdam''s');
SELECT is(pg_temp.refuse(5, wave => 3), 'absent', 'a wave that does not exist is refused by nobody');
SELECT is(pg_temp.refuse(5, wave => 2), 'closed', 'nor is one that is not open');
SELECT is(pg_temp.refuse(5, 'refused', '2015-05-05T21:59Z'), 'closed', 'nor one after closing');
SELECT pg_temp.set_clock('2015-05-05T21:59Z');
SELECT is(pg_temp.refuse(5), 'closed', 'by the database''s clock too');
SELECT pg_temp.set_clock('2015-04-20T10:00Z');
SELECT is(pg_temp.refuse(5), 'done', 'a caller whose clock is behind');
SELECT is((SELECT day FROM refusal WHERE refusal_id = pg_temp.h(3005)), '2015-04-20'::date, 'does not choose an earlier day');
SELECT is(pg_temp.attempt('aoj_survey', format('SELECT aoj.refuse(%L, %L, %L, %L, now())', pg_temp.h(3006), pg_temp.u('wave', 1), 'ib', k)), '22023',
	'survey says no other kind: ' || coalesce(k, 'none')) FROM unnest(ARRAY['invited', 'withdrawn', 'duplicate', NULL]) k;
SELECT is(pg_temp.value('aoj_office', 'SELECT string_agg(kind || '' '' || refusals, '', '' ORDER BY kind) FROM aoj.refusal_count'),
	'not_eligible 1, refused 1', 'the office counts refusals of days that are over');
SELECT is((SELECT string_agg(column_name, ' ' ORDER BY column_name) FROM information_schema.columns WHERE table_schema = 'aoj'
	AND table_name IN ('refusal', 'stop_request') AND column_name ~ 'invit|token|_at$|time'), NULL, 'a slip names no invitation and no moment');
SELECT throws_ok(format('UPDATE aoj.%I SET day = day', t), '23001', NULL, t || ' is only inserted into') FROM unnest(ARRAY['refusal']) t;
SELECT pg_temp.set_clock('2015-03-31T22:00Z');

-- no more mail
SELECT is(pg_temp.value('aoj_survey', format('SELECT aoj.find_unsubscribe(%L)', pg_temp.h(301))), pg_temp.u('wave', 1)::text, 'the weaker token finds its wave');
SELECT is(pg_temp.value('aoj_survey', format('SELECT aoj.find_unsubscribe(%L)', pg_temp.h(n))), NULL, 'a link''s own token, and one that was never sent, find none')
	FROM unnest(ARRAY[1, 377]) n;
SELECT is(pg_temp.find(301, '{}'), NULL, 'the weaker token opens no questionnaire');
SELECT is(pg_temp.stands(1), 'false', 'nobody asked for no more mail');
SELECT is(pg_temp.stop(1, 'undone'), 'already', 'there is nothing to undo');
SELECT is(pg_temp.stop(1), 'done', 'a request is a slip');
SELECT is(pg_temp.stands(1), 'true', 'which stands');
SELECT is(pg_temp.stop(1, now => '2015-04-11T10:00Z'), 'already', 'asking again writes nothing: a scanner would count the reminders');
SELECT is(pg_temp.stop(1, 'chosen', '2015-04-12T10:00Z'), 'done', 'who chooses it on the page is more than a scanner');
SELECT is(pg_temp.stop(1, w, '2015-04-12T10:00Z'), 'already', 'after which nothing is to be said: ' || w) FROM unnest(ARRAY['asked', 'chosen']) w;
SELECT is(pg_temp.stop(1, 'undone', '2015-04-13T10:00Z'), 'done', 'undoing it is another slip');
SELECT is(pg_temp.stands(1), 'false', 'after which it no longer stands');
SELECT is(pg_temp.stop(1, now => '2015-04-14T10:00Z'), 'done', 'and one may ask again');
SELECT is(pg_temp.asked(), '1 asked 2015-04-10, 1 chosen 2015-04-12, 1 undone 2015-04-13, 1 asked 2015-04-14', 'all of it is only inserted');
SELECT throws_ok('UPDATE aoj.stop_request SET day = day', '23001', NULL, 'and never changed');
SELECT is(pg_temp.stop(2, wave => 3), 'absent', 'of a wave that does not exist nothing is asked');
SELECT is(pg_temp.stop(2, wave => 2), 'closed', 'nor of one that is not open');
SELECT is(pg_temp.stop(2, now => '2015-05-05T21:59Z'), 'closed', 'nor after closing');
SELECT is(pg_temp.attempt('aoj_survey', format('SELECT aoj.request_stop(%L, %L, %L, %L)', pg_temp.h(4002), pg_temp.u('wave', 1), 'believed', '2015-04-10T10:00Z')), '23514',
	'and nobody says more than that');
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.request_stops(%L, ARRAY[%L, %L, %L]::bytea[], %L)', pg_temp.u('wave', 1), pg_temp.h(4001), pg_temp.h(4002),
	pg_temp.h(4003), '2015-04-15T00:00Z')), '2', 'requests that came by mail are slips of one night, those that are new');

SELECT is(pg_temp.save(3, pg_temp.h(50), NULL), 'saved', 'who refused may come back');
SELECT is(pg_temp.cast(3, '\x03'), 'cast', 'and answer');
SELECT is(pg_temp.find(3, '{}'), 'invited', 'the invitation knows of neither');
SELECT is((SELECT count(*) FROM refusal WHERE refusal_id = pg_temp.h(3003)), 1::bigint, 'and the refusal stays as it was');
SELECT is((SELECT count(*) FROM invitation WHERE status <> 'invited'), 0::bigint, 'no invitation was written on');
SELECT is(pg_temp.find(1, '{}', 'document')::json ->> 'revision', w.revision::text, 'and the wave is the same as before')
	FROM wave w WHERE w.wave = 'open-2015';

-- What only reads is held to that by PostgreSQL.
SELECT is((SELECT array_agg(provolatile::text || ' ' || proname ORDER BY proname) FROM pg_proc WHERE proowner = 'aoj_gate'::regrole),
	ARRAY['v cast_envelope', 's find_invitation', 's find_unsubscribe', 's load_draft', 'v refuse', 'v request_stop', 'v request_stops', 'v save_draft',
	's stop_stands', 's wave_document'],
	'what only reads is declared so, and PostgreSQL holds it to that');

-- After post's list nothing more comes in, whatever the clock of the survey says.
SELECT is(pg_temp.save(6, pg_temp.h(50), NULL), 'saved', 'somebody is still busy');
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.close_wave(%L, %L)', pg_temp.u('wave', 1), '2015-05-05T21:58:59Z')), 'false', 'post does not close before the time');
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.close_wave(%L, %L)', pg_temp.u('wave', 1), '2015-05-05T21:59Z')), 'false', 'nor does a clock of its own that has jumped');
SELECT pg_temp.set_clock('2015-05-05T21:59Z');
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.close_wave(%L, %L)', pg_temp.u('wave', 1), '2015-05-05T21:59Z')), 'true', 'at the time it does');
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.close_wave(%L, %L)', pg_temp.u('wave', 1), '2015-05-05T21:59Z')), 'false', 'once');
SELECT is(pg_temp.find(1, '{}'), 'invited', 'a link of a closed wave still finds its invitation');
SELECT is(pg_temp.save(6, pg_temp.h(51), substr(pg_temp.h(50), 1, 24), '2015-05-05T22:00Z'), 'saved', 'the half hour runs');
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.ballots_are_in(%L)', pg_temp.u('wave', 1))), 'false', 'something may still come in');
SELECT pg_temp.set_clock('2015-05-05T22:29Z');
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.ballots_are_in(%L)', pg_temp.u('wave', 1))), 'true', 'half an hour later, by this clock, nothing can');
SELECT pg_temp.set_clock('2015-05-05T22:00Z');
SELECT is(pg_temp.attempt('aoj_post', format('INSERT INTO aoj.ballot_check VALUES (%L, 1, %L)', pg_temp.u('wave', 1), pg_temp.h(7))), 'ok', 'post made its list');
SELECT is(pg_temp.cast(6, '\x03', '2015-05-05T22:00Z'), 'closed', 'an envelope that post did not see is not taken');
SELECT is(pg_temp.cast(6, '\x03', '2015-05-05T20:00Z'), 'closed', 'not even from a host whose clock is behind');

-- Static checks of every function.
SELECT is_empty(format('SELECT * FROM plpgsql_check_function(%L::regprocedure)', p.oid::regprocedure),
	'plpgsql_check has nothing to say about ' || p.proname)
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'aoj'::regnamespace AND l.lanname = 'plpgsql' AND p.prorettype <> 'trigger'::regtype ORDER BY p.proname;
SELECT is_empty(format('SELECT * FROM plpgsql_check_function(%L::regprocedure, %L::regclass, newtable => %L)', t.tgfoid::regprocedure, t.tgrelid::regclass, t.tgnewtable),
	format('plpgsql_check has nothing to say about %s on %s', t.tgfoid::regproc, t.tgrelid::regclass))
FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'aoj'::regnamespace);
SELECT is((SELECT count(*) FROM pg_proc p WHERE p.pronamespace = 'aoj'::regnamespace AND p.prosrc ~* '\mexecute\M'), 0::bigint,
	'no function builds SQL from strings');

SELECT * FROM finish();
ROLLBACK;
