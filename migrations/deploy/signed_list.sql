-- The list of genuine envelopes is one text, signed with a key that post holds on one host; made, with the link key, while the wave is a draft.

BEGIN;

SET client_min_messages = warning;

DO $$
BEGIN
	IF EXISTS (SELECT FROM aoj.wave WHERE state IN ('ready', 'open', 'closed')) THEN
		RAISE EXCEPTION 'a wave is ready, open, or closed and not counted: it has no key to sign its list; count it first, or make it anew';
	END IF;
END
$$;

SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

ALTER TABLE wave
	-- Public half of the Ed25519 key that signs the list. Once there it never changes.
	ADD list_public_key bytea CHECK (octet_length(list_public_key) = 32),
	ADD CHECK (state IN ('draft', 'counted') OR list_public_key IS NOT NULL);

-- Without a signature: post has refused to sign, and nothing is counted.
ALTER TABLE ballot_check
	ADD list text,
	ADD signature bytea CHECK (octet_length(signature) = 64),
	ADD CHECK ((list IS NULL) = (signature IS NULL));

CREATE FUNCTION list_key_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION 'the key that signs the list of a wave does not change' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER list_key_stays BEFORE UPDATE ON wave FOR EACH ROW
	WHEN (OLD.list_public_key IS NOT NULL AND NEW.list_public_key IS DISTINCT FROM OLD.list_public_key)
	EXECUTE FUNCTION list_key_stays();
REVOKE ALL ON FUNCTION list_key_stays() FROM PUBLIC;

GRANT SELECT (list_public_key), UPDATE (list_public_key) ON wave TO aoj_post;
GRANT SELECT (list_public_key) ON wave TO aoj_office, aoj_count;
GRANT INSERT (list, signature) ON ballot_check TO aoj_post;
GRANT SELECT (list, signature) ON ballot_check TO aoj_office, aoj_count;
-- How many joined after the start: it stands in the list.
GRANT SELECT (wave_id, function_group, what) ON amendment TO aoj_post;

RESET ROLE;
COMMIT;
