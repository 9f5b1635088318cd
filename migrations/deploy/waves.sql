-- Waves and what they are made of: region, questionnaire versions, function groups, holders of opening codes.

BEGIN;

SET client_min_messages = warning;

CREATE SCHEMA aoj AUTHORIZATION aoj_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- A function is nobody's until it is granted: those to come, too.
ALTER DEFAULT PRIVILEGES FOR ROLE aoj_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE aoj_gate REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA aoj TO aoj_survey, aoj_office, aoj_post, aoj_count, aoj_gate;

SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

CREATE DOMAIN code AS text
	CHECK (VALUE ~ '^[a-z0-9][a-z0-9_-]{0,62}$');

CREATE DOMAIN title AS text
	CHECK (char_length(VALUE) BETWEEN 1 AND 200 AND VALUE !~ '[[:cntrl:]]');

CREATE TABLE region (
	region		code PRIMARY KEY,
	name		title NOT NULL
);

CREATE TABLE municipality (
	region		code NOT NULL REFERENCES region,
	municipality	code NOT NULL,
	name		title NOT NULL,
	PRIMARY KEY (region, municipality)
);

CREATE TABLE partnership (
	region		code NOT NULL REFERENCES region,
	partnership	code NOT NULL,
	name		title NOT NULL,
	sector		text NOT NULL CHECK (sector IN ('PO', 'VO')),
	PRIMARY KEY (region, partnership)
);

-- A published version never changes: waves are compared. See questionnaire_is_immutable.
CREATE TABLE questionnaire_version (
	questionnaire	code NOT NULL,
	version		integer NOT NULL CHECK (version > 0),
	title		title NOT NULL,
	document	text NOT NULL,
	hash		bytea NOT NULL CHECK (octet_length(hash) = 32),
	envelope_bytes	integer NOT NULL CHECK (envelope_bytes BETWEEN 1024 AND 65536 AND envelope_bytes % 1024 = 0),
	published_at	timestamptz NOT NULL,
	PRIMARY KEY (questionnaire, version)
);

CREATE SEQUENCE wave_revision AS bigint;

CREATE TABLE wave (
	wave_id		uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	wave		code NOT NULL UNIQUE,
	title		title NOT NULL,
	region		code NOT NULL REFERENCES region,
	trial		boolean NOT NULL,
	state		text NOT NULL DEFAULT 'draft'
			CHECK (state IN ('draft', 'ready', 'open', 'closed', 'counted')),
	opens_at	timestamptz NOT NULL,
	closes_at	timestamptz NOT NULL CHECK (closes_at > opens_at),
	threshold	integer NOT NULL CHECK (threshold >= 5),
	holders_needed	integer NOT NULL CHECK (holders_needed BETWEEN 1 AND 20),
	-- Texts, people and plan as in the wave file: sender, contact, commissioner, purpose, link base, send plan.
	settings	jsonb NOT NULL,
	mail_paused	boolean NOT NULL DEFAULT false,
	-- Public half of the box; made when every holder has a code, fixed from ready on.
	box_public_key	bytea CHECK (octet_length(box_public_key) = 32),
	-- BLAKE2b of the link key that post holds: another post host with another key must not touch this wave.
	link_key_hash	bytea CHECK (octet_length(link_key_hash) = 32),
	-- Changes whenever anything the survey shows of an open wave changes; names one content for all time.
	revision	bigint NOT NULL DEFAULT nextval('wave_revision') UNIQUE,
	CHECK (state = 'draft' OR box_public_key IS NOT NULL),
	CHECK (state IN ('draft', 'ready') OR link_key_hash IS NOT NULL),
	CHECK (trial OR holders_needed >= 2)
);

CREATE TABLE wave_municipality (
	wave_id		uuid NOT NULL REFERENCES wave,
	position	integer NOT NULL,
	region		code NOT NULL,
	municipality	code NOT NULL,
	PRIMARY KEY (wave_id, municipality),
	UNIQUE (wave_id, position),
	FOREIGN KEY (region, municipality) REFERENCES municipality
);

CREATE TABLE wave_partnership (
	wave_id		uuid NOT NULL REFERENCES wave,
	position	integer NOT NULL,
	region		code NOT NULL,
	partnership	code NOT NULL,
	PRIMARY KEY (wave_id, partnership),
	UNIQUE (wave_id, position),
	FOREIGN KEY (region, partnership) REFERENCES partnership
);

CREATE TABLE wave_questionnaire (
	wave_id		uuid NOT NULL REFERENCES wave,
	questionnaire	code NOT NULL,
	version		integer NOT NULL,
	-- One page of the region's own, after the core; JSON of one page, or NULL.
	regional_page	text,
	PRIMARY KEY (wave_id, questionnaire),
	FOREIGN KEY (questionnaire, version) REFERENCES questionnaire_version
);

CREATE TABLE function_group (
	wave_id		uuid NOT NULL REFERENCES wave,
	function_group	code NOT NULL,
	position	integer NOT NULL,
	name		title NOT NULL,
	questionnaire	code NOT NULL,
	sector		text CHECK (sector IN ('onderwijs', 'jeugdhulp', 'gemeente')),
	reporting_group	text,
	synonyms	text[] NOT NULL DEFAULT '{}',
	-- Set at start for a group too small to count on its own: its people are counted there.
	merged_into	code,
	-- Invited at start, merged people included; NULL before.
	invited		integer CHECK (invited >= 0),
	PRIMARY KEY (wave_id, function_group),
	UNIQUE (wave_id, position),
	FOREIGN KEY (wave_id, questionnaire) REFERENCES wave_questionnaire,
	FOREIGN KEY (wave_id, merged_into) REFERENCES function_group,
	CHECK (merged_into <> function_group)
);

CREATE TABLE holder (
	wave_id		uuid NOT NULL REFERENCES wave,
	name		title NOT NULL,
	position	integer NOT NULL,
	-- Public half of the X25519 pair derived from the opening code.
	code_public	bytea CHECK (octet_length(code_public) = 32),
	-- This holder's share of the box secret, sealed to code_public.
	share		bytea,
	confirmed	boolean NOT NULL DEFAULT false,
	PRIMARY KEY (wave_id, name),
	UNIQUE (wave_id, position),
	CHECK (share IS NULL OR code_public IS NOT NULL),
	CHECK (NOT confirmed OR share IS NOT NULL)
);

CREATE FUNCTION questionnaire_is_immutable() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION 'a published questionnaire version does not change'
	    USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON questionnaire_version
	FOR EACH ROW EXECUTE FUNCTION questionnaire_is_immutable();
CREATE TRIGGER immutable_truncate BEFORE TRUNCATE ON questionnaire_version
	FOR EACH STATEMENT EXECUTE FUNCTION questionnaire_is_immutable();

CREATE FUNCTION wave_keeps_its_promises() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.state <> 'draft' THEN
			RAISE EXCEPTION 'a wave begins as a draft' USING ERRCODE = 'check_violation';
		END IF;
		RETURN NEW;
	END IF;
	IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
	    (('draft', 'ready'), ('ready', 'open'), ('open', 'closed'), ('closed', 'counted')) THEN
		RAISE EXCEPTION 'a wave does not go from % to %', OLD.state, NEW.state
		    USING ERRCODE = 'check_violation';
	END IF;
	-- Who may go along which edge. Post closes through close_wave(), which is the owner's.
	IF NEW.state <> OLD.state AND ((current_user = 'aoj_office' AND NEW.state = 'counted')
	    OR (current_user = 'aoj_count' AND NEW.state <> 'counted')
	    OR current_user NOT IN ('aoj_office', 'aoj_count') AND NOT pg_has_role(current_user, 'aoj_owner', 'USAGE')) THEN
		RAISE EXCEPTION '% does not make a wave %', current_user, NEW.state
		    USING ERRCODE = 'insufficient_privilege';
	END IF;
	IF NEW.wave_id <> OLD.wave_id OR NEW.wave <> OLD.wave OR NEW.region <> OLD.region THEN
		RAISE EXCEPTION 'a wave keeps its name and region' USING ERRCODE = 'check_violation';
	END IF;
	IF OLD.state <> 'draft' AND (NEW.box_public_key IS DISTINCT FROM OLD.box_public_key
	    OR NEW.trial <> OLD.trial OR NEW.threshold < OLD.threshold
	    OR NEW.holders_needed <> OLD.holders_needed) THEN
		RAISE EXCEPTION 'box, trial, holders and threshold of a wave are fixed once it is ready'
		    USING ERRCODE = 'check_violation';
	END IF;
	IF OLD.link_key_hash IS NOT NULL AND NEW.link_key_hash IS DISTINCT FROM OLD.link_key_hash THEN
		RAISE EXCEPTION 'the link key of a wave does not change' USING ERRCODE = 'check_violation';
	END IF;
	IF OLD.state IN ('closed', 'counted') AND NEW.closes_at <> OLD.closes_at THEN
		RAISE EXCEPTION 'a closed wave does not reopen' USING ERRCODE = 'check_violation';
	END IF;
	IF OLD.state = 'counted' AND NEW IS DISTINCT FROM OLD THEN
		RAISE EXCEPTION 'a counted wave does not change' USING ERRCODE = 'check_violation';
	END IF;
	NEW.revision := nextval('aoj.wave_revision');
	RETURN NEW;
END
$$;

CREATE TRIGGER promises BEFORE INSERT OR UPDATE ON wave
	FOR EACH ROW EXECUTE FUNCTION wave_keeps_its_promises();

RESET ROLE;
COMMIT;
