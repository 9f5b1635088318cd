-- What came back: whose invitation did not arrive, totals of all other bounces, and mail domains that want none of a wave's letters.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- The invitation came back for good. Only inserted into, and no foreign key to the invitation: see refusal. That somebody's
-- invitation did not arrive says nothing about answers; that a reminder came back would, so of those there is no row here.
CREATE TABLE undelivered (
	invitation_id	uuid PRIMARY KEY,
	wave_id		uuid NOT NULL,
	-- RFC 3463.
	status		text NOT NULL CHECK (status ~ '^5\.[0-9]{1,3}\.[0-9]{1,3}$'),
	reason		text NOT NULL CHECK (reason IN ('unknown_address', 'unknown_domain', 'moved', 'closed', 'too_large', 'unreachable', 'other'))
);
CREATE INDEX undelivered_by_wave ON undelivered (wave_id);
ALTER TABLE undelivered ALTER invitation_id SET STATISTICS 0;

-- One row a bounce, of nobody: who got a reminder had not answered. Of invitations those that change nothing.
CREATE TABLE reminder_bounce (
	reminder_bounce_id	uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	wave_id		uuid NOT NULL,
	kind		text NOT NULL CHECK (kind IN ('invitation', 'reminder_1', 'reminder_2', 'reminder_3', 'last_call')),
	class		text NOT NULL CHECK (class IN ('hard', 'soft', 'policy')),
	CHECK (kind <> 'invitation' OR class <> 'hard')
);
CREATE INDEX reminder_bounce_by_wave ON reminder_bounce (wave_id);
ALTER TABLE reminder_bounce ALTER reminder_bounce_id SET STATISTICS 0;

-- The mail servers of a domain refused an invitation by their policy: letters to it wait until an administrator lifts this. The
-- domain is found by a hash under the wave's contact key, and stands sealed under the same; a small organisation's is as good as a name.
CREATE TABLE mail_block (
	mail_block_id	uuid PRIMARY KEY,
	wave_id		uuid NOT NULL,
	domain_hash	bytea NOT NULL CHECK (octet_length(domain_hash) = 32),
	sealed		bytea NOT NULL,
	lifted		boolean NOT NULL DEFAULT false,
	UNIQUE (wave_id, domain_hash)
);
ALTER TABLE mail_block ALTER mail_block_id SET STATISTICS 0, ALTER domain_hash SET STATISTICS 0, ALTER sealed SET STATISTICS 0;

-- Post stops a domain's letters, an administrator lets them go on; not the other way round.
CREATE FUNCTION mail_block_keeps_its_promises() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF current_user = 'aoj_post' AND NEW.lifted OR current_user = 'aoj_office' AND NOT NEW.lifted THEN
		RAISE EXCEPTION 'post blocks a domain, the office lifts that' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER lifted BEFORE UPDATE ON mail_block FOR EACH ROW EXECUTE FUNCTION mail_block_keeps_its_promises();
REVOKE ALL ON FUNCTION mail_block_keeps_its_promises() FROM PUBLIC;

GRANT SELECT (invitation_id), INSERT (invitation_id, wave_id, status, reason) ON undelivered TO aoj_post;
GRANT SELECT (invitation_id, wave_id, status, reason) ON undelivered TO aoj_office;
GRANT INSERT (wave_id, kind, class) ON reminder_bounce TO aoj_post;
GRANT SELECT (wave_id, kind, class) ON reminder_bounce TO aoj_office;
GRANT SELECT (mail_block_id, wave_id, domain_hash, lifted), INSERT (mail_block_id, wave_id, domain_hash, sealed), UPDATE (lifted)
	ON mail_block TO aoj_post;
GRANT SELECT (mail_block_id, wave_id, domain_hash, sealed, lifted), UPDATE (lifted) ON mail_block TO aoj_office;

RESET ROLE;
COMMIT;
