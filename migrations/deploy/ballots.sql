-- Drafts, envelopes, and what counting makes of them. No foreign key leads from here to a person: an insert would mark the parent's row.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

CREATE TABLE draft (
	draft_id	bytea PRIMARY KEY CHECK (octet_length(draft_id) = 32),
	wave_id		uuid NOT NULL,
	function_group	text NOT NULL,
	sealed		bytea NOT NULL
);
ALTER TABLE draft ALTER sealed SET STORAGE EXTERNAL;
ALTER TABLE draft ALTER draft_id SET STATISTICS 0, ALTER sealed SET STATISTICS 0;
CREATE INDEX draft_by_wave ON draft (wave_id);

CREATE TABLE envelope (
	ballot_id	bytea PRIMARY KEY CHECK (octet_length(ballot_id) = 32),
	wave_id		uuid NOT NULL,
	questionnaire	text NOT NULL,
	version		integer NOT NULL,
	function_group	text NOT NULL,
	-- The day in Europe/Amsterdam; no time is kept.
	day		date NOT NULL,
	sealed		bytea NOT NULL,
	is_foreign	boolean NOT NULL DEFAULT false
);
ALTER TABLE envelope ALTER sealed SET STORAGE EXTERNAL;
ALTER TABLE envelope ALTER ballot_id SET STATISTICS 0, ALTER sealed SET STATISTICS 0;
-- Live counts read this index only, never a row that every submission updates.
CREATE INDEX envelope_by_group ON envelope (wave_id, function_group, day) INCLUDE (is_foreign);

ALTER TABLE invitation ALTER invitation_id SET STATISTICS 0, ALTER invitee_id SET STATISTICS 0,
	ALTER token_hash SET STATISTICS 0;
ALTER TABLE invitee ALTER invitee_id SET STATISTICS 0, ALTER duplicate_hash SET STATISTICS 0,
	ALTER sealed SET STATISTICS 0;
ALTER TABLE letter ALTER invitation_id SET STATISTICS 0, ALTER mail_run_id SET STATISTICS 0,
	ALTER smtp_reply SET STATISTICS 0;
ALTER TABLE refusal ALTER invitation_id SET STATISTICS 0;
ALTER TABLE holder ALTER code_public SET STATISTICS 0, ALTER share SET STATISTICS 0;

-- What post found after closing: genuine ballot ids, sorted, hashed. Foreign ones are marked on the envelope.
CREATE TABLE ballot_check (
	wave_id		uuid PRIMARY KEY REFERENCES wave,
	genuine		integer NOT NULL CHECK (genuine >= 0),
	genuine_hash	bytea NOT NULL CHECK (octet_length(genuine_hash) = 32)
);

-- Envelopes that were not counted: kept, reported, never dropped.
CREATE TABLE set_aside (
	set_aside_id	uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	wave_id		uuid NOT NULL REFERENCES wave,
	reason		text NOT NULL CHECK (reason IN ('foreign', 'damaged')),
	ballot_id	bytea NOT NULL,
	questionnaire	text NOT NULL,
	version		integer NOT NULL,
	function_group	text NOT NULL,
	sealed		bytea NOT NULL
);
ALTER TABLE set_aside ALTER sealed SET STORAGE EXTERNAL;
ALTER TABLE set_aside ALTER set_aside_id SET STATISTICS 0, ALTER ballot_id SET STATISTICS 0, ALTER sealed SET STATISTICS 0;

CREATE TABLE response (
	response_id	uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	wave_id		uuid NOT NULL REFERENCES wave,
	questionnaire	code NOT NULL,
	version		integer NOT NULL,
	function_group	code NOT NULL,
	answers		jsonb NOT NULL
);
CREATE INDEX response_by_wave ON response (wave_id, function_group);
ALTER TABLE response ALTER response_id SET STATISTICS 0, ALTER answers SET STATISTICS 0;

CREATE TABLE open_answer (
	open_answer_id	uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	wave_id		uuid NOT NULL REFERENCES wave,
	questionnaire	code NOT NULL,
	version		integer NOT NULL,
	question	code NOT NULL,
	-- NULL where the group has fewer than ten responses.
	function_group	code,
	answer		text NOT NULL
);
CREATE INDEX open_answer_by_wave ON open_answer (wave_id, question);
ALTER TABLE open_answer ALTER open_answer_id SET STATISTICS 0, ALTER answer SET STATISTICS 0;

CREATE TABLE count_statement (
	wave_id		uuid PRIMARY KEY REFERENCES wave,
	counted_at	timestamptz NOT NULL,
	found		integer NOT NULL,
	foreign_found	integer NOT NULL,
	damaged		integer NOT NULL,
	opened		integer NOT NULL,
	genuine_hash	bytea NOT NULL CHECK (octet_length(genuine_hash) = 32),
	-- Drafts left per function group: {"ib": 3, …}
	drafts		jsonb NOT NULL,
	holders		text[] NOT NULL,
	CHECK (found = foreign_found + damaged + opened)
);

-- What staff did. Append-only; each row carries the hash of the one before.
CREATE TABLE audit (
	audit_id	bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at		timestamptz NOT NULL,
	who		text NOT NULL,
	what		text NOT NULL,
	wave_id		uuid,
	detail		jsonb NOT NULL DEFAULT '{}',
	previous	bytea NOT NULL CHECK (octet_length(previous) = 32),
	hash		bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32)
);

-- Answers per wave, group and day; the only thing about envelopes that the office sees. day is NULL once counted.
CREATE VIEW response_count AS
	SELECT e.wave_id, e.function_group::text AS function_group, e.day, count(*) AS responses
	FROM envelope e WHERE NOT e.is_foreign GROUP BY e.wave_id, e.function_group, e.day
	UNION ALL
	SELECT r.wave_id, r.function_group::text, NULL, count(*)
	FROM response r GROUP BY r.wave_id, r.function_group;

RESET ROLE;
COMMIT;
