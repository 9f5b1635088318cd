-- Ballots and what comes of them are there; no foreign key leads from a draft or an envelope; no statistics on what is secret.

BEGIN;

SELECT draft_id, wave_id, function_group, sealed FROM aoj.draft WHERE false;
SELECT ballot_id, wave_id, questionnaire, version, function_group, day, sealed, is_foreign FROM aoj.envelope WHERE false;
SELECT wave_id, genuine, genuine_hash FROM aoj.ballot_check WHERE false;
SELECT set_aside_id, wave_id, reason, ballot_id, questionnaire, version, function_group, sealed FROM aoj.set_aside WHERE false;
SELECT response_id, wave_id, questionnaire, version, function_group, answers FROM aoj.response WHERE false;
SELECT open_answer_id, wave_id, questionnaire, version, question, function_group, answer FROM aoj.open_answer WHERE false;
SELECT wave_id, counted_at, found, foreign_found, damaged, opened, genuine_hash, drafts, holders FROM aoj.count_statement WHERE false;
SELECT audit_id, at, who, what, wave_id, detail, previous, hash FROM aoj.audit WHERE false;
SELECT wave_id, function_group, day, responses FROM aoj.response_count WHERE false;

DO $$
BEGIN
	ASSERT NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f'
	    AND (conrelid IN ('aoj.draft'::regclass, 'aoj.envelope'::regclass)
	    OR confrelid IN ('aoj.draft'::regclass, 'aoj.envelope'::regclass))), 'foreign key';
	ASSERT NOT EXISTS (SELECT FROM pg_attribute WHERE attstattarget <> 0 AND attnum > 0 AND NOT attisdropped
	    AND (attrelid::regclass::text, attname) IN (('aoj.draft', 'draft_id'), ('aoj.draft', 'sealed'), ('aoj.envelope', 'ballot_id'),
	    ('aoj.envelope', 'sealed'), ('aoj.invitation', 'token_hash'), ('aoj.invitation', 'invitation_id'),
	    ('aoj.invitation', 'invitee_id'), ('aoj.refusal', 'invitation_id'), ('aoj.invitee', 'sealed'),
	    ('aoj.invitee', 'duplicate_hash'), ('aoj.invitee', 'invitee_id'), ('aoj.letter', 'invitation_id'),
	    ('aoj.letter', 'smtp_reply'))), 'statistics';
END
$$;

ROLLBACK;
