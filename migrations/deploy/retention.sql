-- Names and addresses are kept for some months after a wave's closing, as its file says, and then destroyed with their key.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- A counted wave does not change, so this is no column of wave.
CREATE TABLE contacts_destroyed (
	wave_id		uuid PRIMARY KEY REFERENCES wave,
	at		timestamptz NOT NULL
);
CREATE TRIGGER grows BEFORE UPDATE OR DELETE ON contacts_destroyed FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER grows_truncate BEFORE TRUNCATE ON contacts_destroyed FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- Until when they are kept. Waves from before this setting are kept as long as one that does not mention it.
CREATE FUNCTION contacts_kept_until(p_wave uuid) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT (w.closes_at AT TIME ZONE 'Europe/Amsterdam' + make_interval(months => coalesce((w.settings ->> 'keep_contacts')::integer, 6)))
		AT TIME ZONE 'Europe/Amsterdam'
	FROM aoj.wave w WHERE w.wave_id = p_wave
$$;

-- Empties the records of a wave that is past that moment by both clocks: one that jumps destroys nothing. The hash of an address is
-- replaced by one of the row's own id. True when this call did it; false before the time, in an open wave, and afterwards.
CREATE FUNCTION destroy_contacts(p_wave uuid, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM FROM aoj.wave w WHERE w.wave_id = p_wave AND w.state <> 'open'
	    AND aoj.contacts_kept_until(w.wave_id) <= least(p_now, aoj.clock()) FOR NO KEY UPDATE;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	INSERT INTO aoj.contacts_destroyed (wave_id, at) VALUES (p_wave, p_now) ON CONFLICT DO NOTHING;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	UPDATE aoj.invitee SET sealed = '', duplicate_hash = sha256(uuid_send(invitee_id)) WHERE wave_id = p_wave;
	RETURN true;
END
$$;

REVOKE ALL ON FUNCTION contacts_kept_until(uuid), destroy_contacts(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION contacts_kept_until(uuid) TO aoj_office, aoj_post;
GRANT EXECUTE ON FUNCTION destroy_contacts(uuid, timestamptz) TO aoj_post;
GRANT SELECT (wave_id, at) ON contacts_destroyed TO aoj_office, aoj_post;

RESET ROLE;
COMMIT;
