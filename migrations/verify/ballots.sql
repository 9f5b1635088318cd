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
	    AND (attrelid, attname) IN (('aoj.draft'::regclass, 'draft_id'), ('aoj.draft'::regclass, 'sealed'), ('aoj.envelope'::regclass, 'ballot_id'),
	    ('aoj.envelope'::regclass, 'sealed'), ('aoj.invitation'::regclass, 'token_hash'), ('aoj.invitation'::regclass, 'invitation_id'),
	    ('aoj.invitation'::regclass, 'invitee_id'), ('aoj.refusal'::regclass, 'invitation_id'), ('aoj.invitee'::regclass, 'sealed'),
	    ('aoj.invitee'::regclass, 'duplicate_hash'), ('aoj.invitee'::regclass, 'invitee_id'), ('aoj.letter'::regclass, 'invitation_id'),
	    ('aoj.letter'::regclass, 'smtp_reply'))), 'statistics';
END
$$;

ROLLBACK;
