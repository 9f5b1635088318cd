-- How many of a group said that they would not take part and sent answers after all: post finds it at closing, in memory, and leaves
-- a number where enough people stand behind it. Nothing here leads to a person; a group that has no row is too small to tell.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

CREATE TABLE refusal_answered (
	wave_id		uuid NOT NULL,
	function_group	code NOT NULL,
	answered	integer NOT NULL CHECK (answered >= 0),
	PRIMARY KEY (wave_id, function_group),
	FOREIGN KEY (wave_id, function_group) REFERENCES function_group
);

CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON refusal_answered FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER stays_truncate BEFORE TRUNCATE ON refusal_answered FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER after_closing BEFORE INSERT ON refusal_answered FOR EACH ROW EXECUTE FUNCTION wave_is_closed();

GRANT INSERT (wave_id, function_group, answered) ON refusal_answered TO aoj_post;
GRANT SELECT (wave_id, function_group, answered) ON refusal_answered TO aoj_office;

RESET ROLE;
COMMIT;
