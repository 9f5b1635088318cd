-- An envelope carries a MAC under a key that only its link gives: who merely writes in the database replaces, moves or adds none unseen.
-- Foreign envelopes stand in a table of their own; nothing is ever written on an envelope.

BEGIN;

SET client_min_messages = warning;

DO $$
BEGIN
	IF EXISTS (SELECT FROM aoj.wave WHERE state IN ('ready', 'open', 'closed')) THEN
		RAISE EXCEPTION 'a wave is ready, open, or closed and not counted: its envelopes have no MAC; count it first, or make it anew';
	END IF;
END
$$;

SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

ALTER TABLE envelope ADD mac bytea NOT NULL CHECK (octet_length(mac) = 32);
ALTER TABLE envelope ALTER mac SET STATISTICS 0;

-- What post found after closing that no link of the wave made. A table of its own: an update of several envelopes would show, by its
-- transaction, which belong together.
CREATE TABLE foreign_envelope (
	ballot_id	bytea PRIMARY KEY CHECK (octet_length(ballot_id) = 32),
	wave_id		uuid NOT NULL
);
ALTER TABLE foreign_envelope ALTER ballot_id SET STATISTICS 0;
CREATE TRIGGER closed BEFORE INSERT ON foreign_envelope FOR EACH ROW EXECUTE FUNCTION wave_is_closed();
CREATE TRIGGER grows BEFORE UPDATE OR DELETE ON foreign_envelope FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER grows_truncate BEFORE TRUNCATE ON foreign_envelope FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- As before; foreign ones stand in their own table.
CREATE OR REPLACE FUNCTION envelopes_until_midnight() RETURNS TABLE (wave_id uuid, function_group text, day date, envelopes bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	today date := (aoj.clock() AT TIME ZONE 'Europe/Amsterdam')::date;
BEGIN
	RETURN QUERY SELECT g.wave_id, g.function_group::text, c.day, c.envelopes
	FROM aoj.function_group g JOIN aoj.wave w ON w.wave_id = g.wave_id CROSS JOIN LATERAL (
		SELECT e.day, count(*) AS envelopes FROM aoj.envelope e
		WHERE e.wave_id = g.wave_id AND e.function_group = g.function_group::text
			AND e.day < CASE WHEN w.trial THEN 'infinity' ELSE today END
			AND NOT EXISTS (SELECT FROM aoj.foreign_envelope f WHERE f.ballot_id = e.ballot_id)
		GROUP BY e.day) AS c
	WHERE w.state IN ('open', 'closed');
END
$$;

DROP POLICY post_marks ON envelope;
DROP INDEX envelope_by_group;
ALTER TABLE envelope DROP COLUMN is_foreign;
-- Live counts read this index.
CREATE INDEX envelope_by_group ON envelope (wave_id, function_group, day);

-- What post checks: never the bytes, but their hash. A database that lies about it is found out by count, which hashes what it opens.
CREATE VIEW envelope_proof AS
	SELECT ballot_id, wave_id, function_group, questionnaire, version, mac, sha256(sealed) AS sealed_hash FROM envelope;

GRANT SELECT (ballot_id, wave_id, function_group, questionnaire, version, mac, sealed_hash) ON envelope_proof TO aoj_post;
GRANT SELECT (ballot_id, wave_id), INSERT (ballot_id, wave_id) ON foreign_envelope TO aoj_post;
GRANT SELECT (ballot_id, wave_id) ON foreign_envelope TO aoj_count;
GRANT INSERT (mac) ON envelope TO aoj_gate;

RESET ROLE;
GRANT CREATE ON SCHEMA aoj TO aoj_gate;
SET ROLE aoj_gate;

DROP FUNCTION cast_envelope(bytea, bytea, uuid, text, integer, text, date, bytea, timestamptz);

-- As before, with the MAC.
CREATE FUNCTION cast_envelope(p_ballot_id bytea, p_draft_id bytea, p_wave uuid, p_questionnaire text,
    p_version integer, p_function_group text, p_day date, p_sealed bytea, p_mac bytea, p_now timestamptz)
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
	INSERT INTO aoj.envelope (ballot_id, wave_id, questionnaire, version, function_group, day, sealed, mac)
	VALUES (p_ballot_id, p_wave, p_questionnaire, p_version, p_function_group, p_day, p_sealed, p_mac);
	DELETE FROM aoj.draft d WHERE d.draft_id = p_draft_id;
	RETURN 'cast';
END
$$;

REVOKE ALL ON FUNCTION cast_envelope(bytea, bytea, uuid, text, integer, text, date, bytea, bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cast_envelope(bytea, bytea, uuid, text, integer, text, date, bytea, bytea, timestamptz) TO aoj_survey;

RESET ROLE;
REVOKE CREATE ON SCHEMA aoj FROM aoj_gate;
SET ROLE aoj_owner;

-- A wave closes when its time has come by the database's clock and post's: a clock that jumps closes nothing.
CREATE OR REPLACE FUNCTION close_wave(p_wave uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	UPDATE aoj.wave w SET state = 'closed'
	WHERE w.wave_id = p_wave AND w.state = 'open' AND w.closes_at <= least(p_now, aoj.clock());
	RETURN FOUND;
END
$$;

-- Whether nothing more can come in, by the database's clock: post's own is not enough.
CREATE FUNCTION ballots_are_in(p_wave uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT EXISTS (SELECT FROM aoj.wave w WHERE w.wave_id = p_wave AND w.state = 'closed'
		AND aoj.clock() >= w.closes_at + interval '30 minutes')
$$;
REVOKE ALL ON FUNCTION ballots_are_in(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ballots_are_in(uuid) TO aoj_post;

RESET ROLE;
COMMIT;
