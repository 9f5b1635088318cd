-- The database's own clock, beside that of the caller: a process with a wrong clock, or one that lies, stores nothing after the last moment.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- Never a setting of a session. Test databases have another body; a process in production does not start with one (storage/db.sql).
CREATE FUNCTION clock() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT pg_catalog.statement_timestamp()';
REVOKE ALL ON FUNCTION clock() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clock() TO aoj_gate, aoj_office, aoj_post, aoj_count;

RESET ROLE;
GRANT CREATE ON SCHEMA aoj TO aoj_gate;
SET ROLE aoj_gate;

-- As before; but either clock closes.
CREATE OR REPLACE FUNCTION save_draft(p_draft_id bytea, p_ballot_id bytea, p_wave uuid, p_function_group text,
    p_sealed bytea, p_expected bytea, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	at timestamptz := greatest(p_now, aoj.clock());
	closes timestamptz;
	wave_state text;
	stored bytea;
BEGIN
	-- One at a time for one ballot: a draft must not come back after its envelope.
	PERFORM pg_advisory_xact_lock(hashtextextended(encode(p_ballot_id, 'hex'), 1));
	IF EXISTS (SELECT FROM aoj.envelope e WHERE e.ballot_id = p_ballot_id) THEN
		RETURN 'spent';
	END IF;
	SELECT w.closes_at, w.state INTO closes, wave_state FROM aoj.wave w WHERE w.wave_id = p_wave;
	SELECT substr(d.sealed, 1, 24) INTO stored FROM aoj.draft d WHERE d.draft_id = p_draft_id;
	IF wave_state IS NULL OR wave_state NOT IN ('open', 'closed')
	    OR at >= closes + interval '30 minutes'
	    OR ((at >= closes OR wave_state = 'closed') AND stored IS NULL) THEN
		RETURN 'closed';
	END IF;
	IF stored IS DISTINCT FROM p_expected THEN
		RETURN 'changed';
	END IF;
	IF stored IS NULL THEN
		INSERT INTO aoj.draft (draft_id, wave_id, function_group, sealed)
		VALUES (p_draft_id, p_wave, p_function_group, p_sealed);
	ELSE
		UPDATE aoj.draft d SET sealed = p_sealed WHERE d.draft_id = p_draft_id;
	END IF;
	RETURN 'saved';
END
$$;

CREATE OR REPLACE FUNCTION cast_envelope(p_ballot_id bytea, p_draft_id bytea, p_wave uuid, p_questionnaire text,
    p_version integer, p_function_group text, p_day date, p_sealed bytea, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	at timestamptz := greatest(p_now, aoj.clock());
	closes timestamptz;
	wave_state text;
	has_draft boolean;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended(encode(p_ballot_id, 'hex'), 1));
	IF EXISTS (SELECT FROM aoj.envelope e WHERE e.ballot_id = p_ballot_id) THEN
		RETURN 'already';
	END IF;
	SELECT w.closes_at, w.state INTO closes, wave_state FROM aoj.wave w WHERE w.wave_id = p_wave;
	has_draft := EXISTS (SELECT FROM aoj.draft d WHERE d.draft_id = p_draft_id);
	IF wave_state IS NULL OR wave_state NOT IN ('open', 'closed')
	    OR at >= closes + interval '30 minutes'
	    OR ((at >= closes OR wave_state = 'closed') AND NOT has_draft) THEN
		RETURN 'closed';
	END IF;
	IF at >= closes OR wave_state = 'closed' THEN
		-- No envelope after post has made its list, whatever the clocks of two hosts say. Post takes this lock alone.
		PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_wave::text, 2));
		IF EXISTS (SELECT FROM aoj.ballot_check b WHERE b.wave_id = p_wave) THEN
			RETURN 'closed';
		END IF;
	END IF;
	INSERT INTO aoj.envelope (ballot_id, wave_id, questionnaire, version, function_group, day, sealed)
	VALUES (p_ballot_id, p_wave, p_questionnaire, p_version, p_function_group, p_day, p_sealed);
	DELETE FROM aoj.draft d WHERE d.draft_id = p_draft_id;
	RETURN 'cast';
END
$$;

RESET ROLE;
REVOKE CREATE ON SCHEMA aoj FROM aoj_gate;
COMMIT;
