-- fixture.sql: what each of these tests begins with, in the transaction that it rolls back.
--
-- attempt(role, statement) runs a statement as a role and says 'ok' or the SQLSTATE; an attempt that failed has changed nothing.
-- Two waves : "open-2015" is open with four invitations (token hashes h(1) to h(4), unsubscribe hashes h(301) to h(304)),
-- "draft-2015" is a draft with one confirmed holder of two. Times are those of spring 2015; set_clock(time) sets the
-- database's clock, which stands at the opening of the first.

CREATE FUNCTION pg_temp.h(n integer) RETURNS bytea LANGUAGE sql IMMUTABLE
	AS $$ SELECT sha256(convert_to(n::text, 'UTF8')) $$;
CREATE FUNCTION pg_temp.set_clock(shown timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE OR REPLACE FUNCTION aoj.clock() RETURNS timestamptz LANGUAGE sql STABLE AS %L',
		format('SELECT %L::timestamptz', shown));
END
$$;
SELECT pg_temp.set_clock('2015-03-31T22:00Z');
-- A wave, an invitation, an invitee by number: the same in every run.
CREATE FUNCTION pg_temp.u(kind text, n integer) RETURNS uuid LANGUAGE sql IMMUTABLE
	AS $$ SELECT md5(kind || n)::uuid $$;

CREATE FUNCTION pg_temp.attempt(who text, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('role', who, true);
	EXECUTE statement;
	SET CONSTRAINTS ALL IMMEDIATE;
	SET CONSTRAINTS ALL DEFERRED;
	PERFORM set_config('role', 'none', true);
	RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;

-- The same, and undone again when it succeeded.
CREATE FUNCTION pg_temp.would(who text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	outcome text;
BEGIN
	BEGIN
		outcome := pg_temp.attempt(who, statement);
		RAISE EXCEPTION USING ERRCODE = 'UNDO0';
	EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
		RETURN outcome;
	END;
END
$$;

-- The first value of a statement run as a role.
CREATE FUNCTION pg_temp.value(who text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	PERFORM set_config('role', who, true);
	EXECUTE statement INTO result;
	PERFORM set_config('role', 'none', true);
	RETURN result;
END
$$;

SET search_path = aoj, tap, pg_temp;

INSERT INTO region VALUES ('drechtsteden', 'Drechtsteden');
INSERT INTO municipality VALUES ('drechtsteden', 'dordrecht', 'Dordrecht');
INSERT INTO partnership VALUES ('drechtsteden', 'swv-po', 'Swv PO', 'PO');
INSERT INTO questionnaire_version VALUES ('uitvoering', 1, 'Uitvoering', '{"pages":[]}', pg_temp.h(0), 8192, '2015-03-01T00:00Z');

INSERT INTO wave (wave_id, wave, title, region, trial, opens_at, closes_at, threshold, holders_needed, settings)
SELECT pg_temp.u('wave', n), name, 'Meting', 'drechtsteden', false, '2015-04-07T00:00Z', '2015-05-05T21:59Z', 5, 2, '{}'
FROM (VALUES (1, 'open-2015'), (2, 'draft-2015')) AS w (n, name);
INSERT INTO wave_municipality SELECT wave_id, 1, 'drechtsteden', 'dordrecht' FROM wave;
INSERT INTO wave_partnership SELECT wave_id, 1, 'drechtsteden', 'swv-po' FROM wave;
INSERT INTO wave_questionnaire SELECT wave_id, 'uitvoering', 1, NULL FROM wave;
INSERT INTO function_group (wave_id, function_group, position, name, questionnaire)
SELECT wave_id, g, n, g, 'uitvoering' FROM wave, (VALUES (1, 'ib'), (2, 'jgz')) AS x (n, g);
INSERT INTO holder SELECT wave_id, 'Holder ' || n, n, pg_temp.h(n), '\x01', wave = 'open-2015' OR n = 1 FROM wave, generate_series(1, 2) n;
UPDATE wave SET box_public_key = pg_temp.h(9), result_public_key = pg_temp.h(6);

INSERT INTO invitee SELECT pg_temp.u('invitee', n), pg_temp.u('wave', 1), pg_temp.h(100 + n), '\x02' FROM generate_series(1, 4) n;
INSERT INTO invitation (invitation_id, wave_id, invitee_id, function_group)
SELECT pg_temp.u('invitation', n), pg_temp.u('wave', 1), pg_temp.u('invitee', n), 'ib' FROM generate_series(1, 4) n;
UPDATE wave SET state = 'ready', link_key_hash = pg_temp.h(8), list_public_key = pg_temp.h(7) WHERE wave = 'open-2015';
UPDATE function_group SET invited = CASE function_group WHEN 'ib' THEN 4 ELSE 0 END WHERE wave_id = pg_temp.u('wave', 1);
UPDATE wave SET state = 'open' WHERE wave = 'open-2015';
UPDATE invitation SET token_hash = pg_temp.h(n), unsubscribe_hash = pg_temp.h(300 + n) FROM generate_series(1, 4) n WHERE invitation_id = pg_temp.u('invitation', n);
INSERT INTO mail_run (mail_run_id, wave_id, kind, function_group, part, due_at, ends_at)
VALUES (pg_temp.u('run', 1), pg_temp.u('wave', 1), 'invitation', 'ib', 1, '2015-04-07T09:00Z', '2015-04-08T09:00Z');
INSERT INTO letter (invitation_id, kind, mail_run_id) SELECT invitation_id, 'invitation', pg_temp.u('run', 1) FROM invitation;
