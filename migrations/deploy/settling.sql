-- What became of a run stays sealed until the whole kind is settled for its group. The counts of a part of fifty would say more than the count of
-- the group, so only post's key opens them, and it is destroyed with the wave. When the last run is settled, post adds them up: the total.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- One size for all: letters, sent, given up, under a key derived from the link key and bound to the run. Written by the statement that settles the
-- run, whatever its kind. Runs that were settled before there were tallies have none.
ALTER TABLE mail_run ADD tally bytea,
	ADD CONSTRAINT mail_run_tally_size CHECK (octet_length(tally) = 56),
	ADD CONSTRAINT mail_run_tally_early CHECK (state = 'settled' OR tally IS NULL),
	ADD CONSTRAINT mail_run_tally_missing CHECK (state <> 'settled' OR tally IS NOT NULL) NOT VALID;
ALTER TABLE mail_run ALTER tally SET STATISTICS 0;
-- Whether a run was the last of its kind and group.
CREATE INDEX mail_run_open ON mail_run (wave_id, kind, function_group) WHERE state <> 'settled';

-- Letters of one kind to one group. Those that were neither sent nor given up were not needed any more (or the wave closed first); which of these,
-- and whose, nobody can tell. Never corrected: letters of people who join later are in no total, since the difference would be theirs alone.
CREATE TABLE letter_total (
	wave_id		uuid NOT NULL,
	kind		text NOT NULL CHECK (kind IN ('invitation', 'reminder_1', 'reminder_2', 'reminder_3', 'last_call')),
	function_group	code NOT NULL,
	letters		integer NOT NULL,
	sent		integer NOT NULL CHECK (sent >= 0),
	given_up	integer NOT NULL CHECK (given_up >= 0),
	PRIMARY KEY (wave_id, kind, function_group),
	FOREIGN KEY (wave_id, function_group) REFERENCES function_group,
	CHECK (letters >= sent + given_up)
);
CREATE TRIGGER total_grows BEFORE UPDATE OR DELETE ON letter_total FOR EACH ROW EXECUTE FUNCTION only_grows();
CREATE TRIGGER total_grows_truncate BEFORE TRUNCATE ON letter_total FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- Whose invitation never arrived: no reminder goes there. Every reason to think so belongs in this view.
CREATE VIEW unreached AS
	SELECT l.invitation_id FROM letter l WHERE l.kind = 'invitation' AND l.outcome = 'given_up'
	UNION SELECT u.invitation_id FROM undelivered u;

GRANT SELECT (tally), UPDATE (tally) ON mail_run TO aoj_post;
GRANT INSERT (wave_id, kind, function_group, letters, sent, given_up) ON letter_total TO aoj_post;
GRANT SELECT (wave_id, kind, function_group, letters, sent, given_up) ON letter_total TO aoj_office;
GRANT SELECT (invitation_id) ON unreached TO aoj_post;

RESET ROLE;
COMMIT;
