-- Texts of letters that a wave has of its own, for everybody or for one function group; kept as they are once letters may say them.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

CREATE TABLE letter_text (
	wave_id		uuid NOT NULL REFERENCES wave,
	kind		text NOT NULL CHECK (kind IN ('invitation', 'reminder_1', 'reminder_2', 'reminder_3', 'last_call')),
	-- NULL: every group that has no text of its own.
	function_group	code,
	-- NULL: taken back, and the text that comes with the program holds. Nobody may delete.
	source		text CHECK (octet_length(source) BETWEEN 1 AND 65536),
	UNIQUE NULLS NOT DISTINCT (wave_id, kind, function_group),
	FOREIGN KEY (wave_id, function_group) REFERENCES function_group
);

-- A text changes until the first run of its kind (and group) is claimed. Runs are locked while it changes: post skips a locked run,
-- and reads the texts after it has claimed one, so what is stored when a run is claimed is what its letters say.
CREATE FUNCTION letter_text_keeps_its_promises() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND (NEW.wave_id, NEW.kind, NEW.function_group) IS DISTINCT FROM (OLD.wave_id, OLD.kind, OLD.function_group) THEN
		RAISE EXCEPTION 'a letter''s text keeps its place' USING ERRCODE = 'check_violation';
	END IF;
	IF NOT EXISTS (SELECT FROM aoj.wave w WHERE w.wave_id = NEW.wave_id AND w.state IN ('draft', 'ready', 'open')) THEN
		RAISE EXCEPTION 'a wave that is closed has no more letters' USING ERRCODE = 'check_violation';
	END IF;
	PERFORM FROM aoj.mail_run r WHERE r.wave_id = NEW.wave_id AND r.kind = NEW.kind
		AND (NEW.function_group IS NULL OR r.function_group = NEW.function_group) FOR SHARE;
	IF EXISTS (SELECT FROM aoj.mail_run r WHERE r.wave_id = NEW.wave_id AND r.kind = NEW.kind AND r.state <> 'due'
	    AND (NEW.function_group IS NULL OR r.function_group = NEW.function_group)) THEN
		RAISE EXCEPTION 'letters of this kind have left' USING ERRCODE = 'check_violation';
	END IF;
	RETURN NEW;
END
$$;
CREATE TRIGGER until_letters_leave BEFORE INSERT OR UPDATE ON letter_text
	FOR EACH ROW EXECUTE FUNCTION letter_text_keeps_its_promises();
REVOKE ALL ON FUNCTION letter_text_keeps_its_promises() FROM PUBLIC;

GRANT SELECT (wave_id, kind, function_group, source) ON letter_text TO aoj_office, aoj_post;
GRANT INSERT (wave_id, kind, function_group, source), UPDATE (source) ON letter_text TO aoj_office;

RESET ROLE;
COMMIT;
