-- What was counted is signed by a key that only the recombined secret of the box gives; small groups are stored together, without a group.

BEGIN;

SET client_min_messages = warning;

DO $$
BEGIN
	IF EXISTS (SELECT FROM aoj.wave WHERE state IN ('ready', 'open', 'closed')) THEN
		RAISE EXCEPTION 'a wave is ready, open, or closed and not counted: its box has no key that signs; count it first, or make it anew';
	END IF;
	-- A box made before this has no such key: every holder gets a new code.
	UPDATE aoj.holder h SET share = NULL, confirmed = false FROM aoj.wave w WHERE w.wave_id = h.wave_id AND w.state = 'draft';
	UPDATE aoj.wave SET box_public_key = NULL WHERE state = 'draft';
END
$$;

SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

ALTER TABLE wave
	-- Public half of the Ed25519 key that signs what was counted; made with the box, and as fixed.
	ADD result_public_key bytea CHECK (octet_length(result_public_key) = 32),
	ADD CHECK (state = 'counted' OR (box_public_key IS NULL) = (result_public_key IS NULL));

CREATE FUNCTION result_key_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION 'the key that signs the results of a wave is fixed once it is ready' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER result_key_stays BEFORE UPDATE ON wave FOR EACH ROW
	WHEN (OLD.state <> 'draft' AND NEW.result_public_key IS DISTINCT FROM OLD.result_public_key)
	EXECUTE FUNCTION result_key_stays();
REVOKE ALL ON FUNCTION result_key_stays() FROM PUBLIC;

-- NULL: of a group too small to stand alone, or of a count without a list.
ALTER TABLE response ALTER function_group DROP NOT NULL;

-- Waves that were counted before this have no document: "zonder handtekening".
ALTER TABLE count_statement
	-- Envelopes of a questionnaire that too few people answered.
	ADD unopened integer NOT NULL DEFAULT 0 CHECK (unopened >= 0),
	-- Responses per function group, those without a group in response too: {"ib": 14, …}
	ADD groups jsonb,
	-- All of this as it was signed, with the hash of the rows that were stored.
	ADD document text,
	ADD signature bytea CHECK (octet_length(signature) = 64),
	ADD CHECK ((document IS NULL) = (signature IS NULL)),
	ADD CHECK ((document IS NULL) = (groups IS NULL)),
	ALTER genuine_hash DROP NOT NULL,
	DROP CONSTRAINT count_statement_check,
	ADD CHECK (found = foreign_found + damaged + unopened + opened);

-- A wave is counted when its statement is there, signed, and nothing is left in the box; and the statement speaks of the list that post
-- signed, or says that there was none.
CREATE OR REPLACE FUNCTION wave_is_complete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF NEW.state = 'ready' AND (
	    EXISTS (SELECT FROM aoj.holder h WHERE h.wave_id = NEW.wave_id AND NOT h.confirmed)
	    OR (SELECT count(*) FROM aoj.holder h WHERE h.wave_id = NEW.wave_id) < NEW.holders_needed) THEN
		RAISE EXCEPTION 'a wave is not ready before every holder has confirmed' USING ERRCODE = 'check_violation';
	END IF;
	IF NEW.state = 'open' AND EXISTS (SELECT FROM aoj.function_group g WHERE g.wave_id = NEW.wave_id AND g.invited IS NULL) THEN
		RAISE EXCEPTION 'a wave opens with its invited counted' USING ERRCODE = 'check_violation';
	END IF;
	IF NEW.state = 'counted' AND (
	    NOT EXISTS (SELECT FROM aoj.count_statement s LEFT JOIN aoj.ballot_check b USING (wave_id)
		WHERE s.wave_id = NEW.wave_id AND s.signature IS NOT NULL
		    AND (s.genuine_hash IS NULL OR s.genuine_hash = b.genuine_hash AND b.signature IS NOT NULL))
	    OR EXISTS (SELECT FROM aoj.envelope e WHERE e.wave_id = NEW.wave_id)
	    OR EXISTS (SELECT FROM aoj.draft d WHERE d.wave_id = NEW.wave_id)) THEN
		RAISE EXCEPTION 'a wave is counted as a whole, with a signed statement' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NULL;
END
$$;

GRANT SELECT (result_public_key), UPDATE (result_public_key) ON wave TO aoj_count;
GRANT SELECT (result_public_key) ON wave TO aoj_office;
GRANT INSERT (unopened, groups, document, signature) ON count_statement TO aoj_count;
GRANT SELECT (unopened, groups, document, signature) ON count_statement TO aoj_office;

RESET ROLE;
COMMIT;
