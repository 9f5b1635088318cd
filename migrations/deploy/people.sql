-- Who is asked (sealed), how they are invited, and the letters that go out in runs.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

CREATE TABLE invitee (
	invitee_id	uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	wave_id		uuid NOT NULL REFERENCES wave,
	-- Keyed hash of the normalised address: finds doubles without the address.
	duplicate_hash	bytea NOT NULL CHECK (octet_length(duplicate_hash) = 32),
	-- Name, address, organisation, municipality: one padded record under the contact key.
	sealed		bytea NOT NULL,
	UNIQUE (wave_id, duplicate_hash)
);

CREATE TABLE invitation (
	invitation_id	uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	wave_id		uuid NOT NULL REFERENCES wave,
	invitee_id	uuid NOT NULL REFERENCES invitee,
	function_group	code NOT NULL,
	-- Filled in by post before the first letter.
	token_hash	bytea UNIQUE CHECK (octet_length(token_hash) = 32),
	-- As it was sent. What becomes of it later stands in refusal.
	status		text NOT NULL DEFAULT 'invited'
			CHECK (status IN ('invited', 'not_eligible', 'withdrawn', 'duplicate')),
	FOREIGN KEY (wave_id, function_group) REFERENCES function_group
);
CREATE INDEX invitation_by_group ON invitation (wave_id, function_group);

-- Why somebody is not asked any more: his own word, or the office's. A row of its own, not a status written on the invitation:
-- the replaced row version would lie on a page that it shares with others, and a later reader of that page clears it away (an entry
-- in the write-ahead log, with a place and a time). So an invitation with a link never changes again. No foreign key: an insert
-- would mark the invitation. Coming back writes nothing.
CREATE TABLE refusal (
	invitation_id	uuid PRIMARY KEY,
	wave_id		uuid NOT NULL,
	status		text NOT NULL CHECK (status IN ('refused', 'not_eligible', 'withdrawn', 'duplicate'))
);
CREATE INDEX refusal_by_wave ON refusal (wave_id);

-- What stands now.
CREATE VIEW invitation_status AS
	SELECT i.invitation_id, i.wave_id, i.function_group,
		CASE WHEN i.status = 'invited' THEN coalesce(r.status, i.status) ELSE i.status END AS status
	FROM invitation i LEFT JOIN refusal r ON r.invitation_id = i.invitation_id;

-- Letters leave in runs: a whole function group, or a random part of a large one.
CREATE TABLE mail_run (
	mail_run_id	uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	wave_id		uuid NOT NULL REFERENCES wave,
	kind		text NOT NULL CHECK (kind IN ('invitation', 'reminder_1', 'reminder_2', 'reminder_3', 'last_call')),
	function_group	code NOT NULL,
	part		integer NOT NULL CHECK (part > 0),
	due_at		timestamptz NOT NULL,
	state		text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'claimed', 'settled')),
	claimed_by	text,
	lease_until	timestamptz,
	settled_at	timestamptz,
	UNIQUE (wave_id, kind, function_group, part),
	FOREIGN KEY (wave_id, function_group) REFERENCES function_group,
	CHECK ((state = 'claimed') = (claimed_by IS NOT NULL AND lease_until IS NOT NULL)),
	CHECK ((state = 'settled') = (settled_at IS NOT NULL))
);
CREATE INDEX mail_run_due ON mail_run (due_at) WHERE state <> 'settled';

-- For the invitation the last SMTP reply is kept; for reminders nothing that tells sent from not needed.
CREATE TABLE letter (
	invitation_id	uuid NOT NULL REFERENCES invitation,
	kind		text NOT NULL,
	mail_run_id	uuid NOT NULL REFERENCES mail_run,
	outcome		text CHECK (outcome IN ('accepted', 'given_up')),
	-- Servers like to repeat the address: it does not belong here in clear.
	smtp_reply	text CHECK (char_length(smtp_reply) <= 200 AND smtp_reply !~ '[@[:cntrl:]]'),
	PRIMARY KEY (invitation_id, kind),
	CHECK (kind = 'invitation' OR (outcome IS NULL AND smtp_reply IS NULL))
);
CREATE INDEX letter_by_run ON letter (mail_run_id);

RESET ROLE;
COMMIT;
