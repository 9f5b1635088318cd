-- Mail to staff, sealed and gone once sent; and what post had to tell an administrator, kept for the wave's life.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- Who gets it, subject and words: one padded record under the outbox key, which office and post hold. Never an answer or a link.
CREATE TABLE outbox (
	outbox_id	uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	sealed		bytea NOT NULL,
	put_at		timestamptz NOT NULL,
	tries		integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
	next_try	timestamptz NOT NULL,
	claimed_by	text,
	lease_until	timestamptz,
	CHECK ((claimed_by IS NULL) = (lease_until IS NULL))
);
ALTER TABLE outbox ALTER outbox_id SET STATISTICS 0, ALTER sealed SET STATISTICS 0;
CREATE INDEX outbox_due ON outbox (next_try);

-- The sentence is sealed with the wave's contact key: it may name a mail domain or an organisation.
CREATE TABLE alert (
	alert_id	uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	wave_id		uuid NOT NULL REFERENCES wave,
	at		timestamptz NOT NULL,
	what		code NOT NULL,
	sealed		bytea NOT NULL
);
ALTER TABLE alert ALTER alert_id SET STATISTICS 0, ALTER sealed SET STATISTICS 0;
CREATE INDEX alert_by_wave ON alert (wave_id, at);
CREATE TRIGGER grows BEFORE UPDATE OR DELETE ON alert FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER grows_truncate BEFORE TRUNCATE ON alert FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- What has been sent, or given up, does not stay. Only whoever has claimed it may say so. True when it was there.
CREATE FUNCTION outbox_end(p_outbox uuid, p_by text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	DELETE FROM aoj.outbox o WHERE o.outbox_id = p_outbox AND o.claimed_by = p_by;
	RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION outbox_end(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbox_end(uuid, text) TO aoj_post;

GRANT INSERT (outbox_id, sealed, put_at, next_try) ON outbox TO aoj_office, aoj_post;
GRANT SELECT (outbox_id, sealed, put_at, tries, next_try, claimed_by, lease_until),
	UPDATE (tries, next_try, claimed_by, lease_until) ON outbox TO aoj_post;
GRANT INSERT (alert_id, wave_id, at, what, sealed), SELECT (wave_id, at, what) ON alert TO aoj_post;
GRANT SELECT (alert_id, wave_id, at, what, sealed) ON alert TO aoj_office;

RESET ROLE;
COMMIT;
