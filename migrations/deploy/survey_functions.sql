-- All that the survey may do: five functions, static SQL, owned by a role that cannot log in and sees only the columns named here.

BEGIN;

SET client_min_messages = warning;

GRANT CREATE ON SCHEMA aoj TO aoj_gate;
SET search_path = aoj, pg_temp;

GRANT SELECT (wave_id, wave, title, region, trial, state, opens_at, closes_at, threshold, holders_needed, settings, box_public_key, revision) ON wave TO aoj_gate;
GRANT SELECT (region, name) ON region TO aoj_gate;
GRANT SELECT (region, municipality, name) ON municipality TO aoj_gate;
GRANT SELECT (region, partnership, name, sector) ON partnership TO aoj_gate;
GRANT SELECT (wave_id, position, region, municipality) ON wave_municipality TO aoj_gate;
GRANT SELECT (wave_id, position, region, partnership) ON wave_partnership TO aoj_gate;
GRANT SELECT (wave_id, questionnaire, version, regional_page) ON wave_questionnaire TO aoj_gate;
GRANT SELECT (questionnaire, version, document, hash, envelope_bytes) ON questionnaire_version TO aoj_gate;
GRANT SELECT (wave_id, function_group, position, name, questionnaire, sector, reporting_group, merged_into, invited) ON function_group TO aoj_gate;
GRANT SELECT (wave_id, name, position) ON holder TO aoj_gate;
GRANT SELECT (invitation_id, token_hash, wave_id, function_group, status) ON invitation TO aoj_gate;
GRANT SELECT (invitation_id, status), INSERT (invitation_id, wave_id, status) ON refusal TO aoj_gate;
GRANT SELECT (wave_id) ON ballot_check TO aoj_gate;
GRANT SELECT (draft_id, wave_id, function_group, sealed), INSERT (draft_id, wave_id, function_group, sealed), UPDATE (sealed), DELETE ON draft TO aoj_gate;
GRANT SELECT (ballot_id), INSERT (ballot_id, wave_id, questionnaire, version, function_group, day, sealed) ON envelope TO aoj_gate;

SET ROLE aoj_gate;

-- Everything of a wave that its pages show, as one JSON text. Not for survey itself: find_invitation hands it out.
CREATE FUNCTION wave_document(p_wave uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
	SELECT json_build_object(
		'wave_id', w.wave_id, 'wave', w.wave, 'title', w.title, 'revision', w.revision,
		'trial', w.trial, 'state', w.state,
		'opens_at', extract(epoch FROM w.opens_at)::bigint,
		'closes_at', extract(epoch FROM w.closes_at)::bigint,
		'threshold', w.threshold, 'settings', w.settings,
		'box_public_key', encode(w.box_public_key, 'hex'),
		'region', json_build_object('code', r.region, 'name', r.name),
		'municipalities', (SELECT coalesce(json_agg(json_build_object('code', m.municipality, 'name', m.name) ORDER BY x.position), '[]')
			FROM aoj.wave_municipality x JOIN aoj.municipality m USING (region, municipality) WHERE x.wave_id = w.wave_id),
		'partnerships', (SELECT coalesce(json_agg(json_build_object('code', p.partnership, 'name', p.name, 'sector', p.sector) ORDER BY x.position), '[]')
			FROM aoj.wave_partnership x JOIN aoj.partnership p USING (region, partnership) WHERE x.wave_id = w.wave_id),
		'function_groups', (SELECT coalesce(json_agg(json_build_object('code', g.function_group, 'name', g.name, 'questionnaire', g.questionnaire,
			'sector', g.sector, 'reporting_group', g.reporting_group, 'merged_into', g.merged_into, 'invited', g.invited) ORDER BY g.position), '[]')
			FROM aoj.function_group g WHERE g.wave_id = w.wave_id),
		'questionnaires', (SELECT coalesce(json_agg(json_build_object('questionnaire', q.questionnaire, 'version', q.version, 'hash', encode(v.hash, 'hex'),
			'envelope_bytes', v.envelope_bytes, 'document', v.document::json, 'regional_page', q.regional_page::json) ORDER BY q.questionnaire), '[]')
			FROM aoj.wave_questionnaire q JOIN aoj.questionnaire_version v USING (questionnaire, version) WHERE q.wave_id = w.wave_id),
		'holders', json_build_object('needed', w.holders_needed,
			'names', (SELECT coalesce(json_agg(h.name ORDER BY h.position), '[]') FROM aoj.holder h WHERE h.wave_id = w.wave_id))
	)::text
	FROM aoj.wave w JOIN aoj.region r USING (region)
	WHERE w.wave_id = p_wave
$$;

-- One row, or none where there is no such link. The document comes along only when the caller does not know this revision yet.
-- PL/pgSQL, since it keeps its plans for the connection's life; an SQL function would plan again at every call.
CREATE FUNCTION find_invitation(p_token_hash bytea, p_known bigint[])
RETURNS TABLE (wave_id uuid, revision bigint, function_group text, status text, document text)
LANGUAGE plpgsql STABLE ROWS 1 SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	SELECT i.wave_id, w.revision, i.function_group,
		CASE WHEN i.status = 'invited' THEN coalesce(r.status, i.status) ELSE i.status END
	INTO wave_id, revision, function_group, status
	FROM aoj.invitation i JOIN aoj.wave w ON w.wave_id = i.wave_id
	LEFT JOIN aoj.refusal r ON r.invitation_id = i.invitation_id
	WHERE i.token_hash = p_token_hash AND w.state IN ('open', 'closed');
	IF FOUND THEN
		IF revision = ANY (p_known) IS NOT TRUE THEN
			document := aoj.wave_document(wave_id);
		END IF;
		RETURN NEXT;
	END IF;
END
$$;

-- Always one row: the draft (or NULL), and whether this ballot has been cast.
CREATE FUNCTION load_draft(p_draft_id bytea, p_ballot_id bytea, OUT sealed bytea, OUT spent boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	sealed := (SELECT d.sealed FROM aoj.draft d WHERE d.draft_id = p_draft_id);
	spent := EXISTS (SELECT FROM aoj.envelope e WHERE e.ballot_id = p_ballot_id);
END
$$;

-- 'saved'; 'changed' when the stored draft is no longer the one that p_expected (its first 24 bytes, NULL for none) names: load again and merge;
-- 'spent' when the ballot has been cast; 'closed' when the wave takes no (new) drafts any more.
CREATE FUNCTION save_draft(p_draft_id bytea, p_ballot_id bytea, p_wave uuid, p_function_group text,
    p_sealed bytea, p_expected bytea, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
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
	    OR p_now >= closes + interval '30 minutes'
	    OR ((p_now >= closes OR wave_state = 'closed') AND stored IS NULL) THEN
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

-- 'cast'; 'already' when this ballot was cast before (nothing changes); 'closed' after closing without a draft, or after the half hour.
CREATE FUNCTION cast_envelope(p_ballot_id bytea, p_draft_id bytea, p_wave uuid, p_questionnaire text,
    p_version integer, p_function_group text, p_day date, p_sealed bytea, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
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
	    OR p_now >= closes + interval '30 minutes'
	    OR ((p_now >= closes OR wave_state = 'closed') AND NOT has_draft) THEN
		RETURN 'closed';
	END IF;
	IF p_now >= closes OR wave_state = 'closed' THEN
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

-- 'done', 'already', 'closed', 'absent'. The one thing that is ever written about a person by this role; coming back writes nothing.
CREATE FUNCTION refuse(p_token_hash bytea, p_status text, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	invitation uuid;
	wave uuid;
	was text;
	closes timestamptz;
	wave_state text;
BEGIN
	IF p_status IS NULL OR p_status NOT IN ('refused', 'not_eligible') THEN
		RAISE EXCEPTION 'not a refusal' USING ERRCODE = 'invalid_parameter_value';
	END IF;
	SELECT i.invitation_id, w.wave_id, i.status, w.closes_at, w.state INTO invitation, wave, was, closes, wave_state
	FROM aoj.invitation i JOIN aoj.wave w ON w.wave_id = i.wave_id
	WHERE i.token_hash = p_token_hash AND w.state IN ('open', 'closed');
	IF NOT FOUND THEN
		RETURN 'absent';
	ELSIF wave_state <> 'open' OR p_now >= closes THEN
		RETURN 'closed';
	ELSIF was <> 'invited' THEN
		RETURN 'already';
	END IF;
	-- First asked, so that a second refusal leaves no trace at all.
	IF EXISTS (SELECT FROM aoj.refusal r WHERE r.invitation_id = invitation) THEN
		RETURN 'already';
	END IF;
	INSERT INTO aoj.refusal (invitation_id, wave_id, status) VALUES (invitation, wave, p_status)
	ON CONFLICT DO NOTHING;
	RETURN CASE WHEN FOUND THEN 'done' ELSE 'already' END;
END
$$;

REVOKE ALL ON FUNCTION wave_document(uuid), find_invitation(bytea, bigint[]), load_draft(bytea, bytea),
	save_draft(bytea, bytea, uuid, text, bytea, bytea, timestamptz),
	cast_envelope(bytea, bytea, uuid, text, integer, text, date, bytea, timestamptz),
	refuse(bytea, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_invitation(bytea, bigint[]), load_draft(bytea, bytea),
	save_draft(bytea, bytea, uuid, text, bytea, bytea, timestamptz),
	cast_envelope(bytea, bytea, uuid, text, integer, text, date, bytea, timestamptz),
	refuse(bytea, text, timestamptz) TO aoj_survey;

RESET ROLE;
REVOKE CREATE ON SCHEMA aoj FROM aoj_gate;
COMMIT;
