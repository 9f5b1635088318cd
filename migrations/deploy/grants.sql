-- What office, post and count may do: columns, never tables (a table's SELECT would show xmin and ctid). Survey has its functions only.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- A new revision is drawn whenever a wave changes.
GRANT USAGE ON SEQUENCE wave_revision TO aoj_office, aoj_post, aoj_count;

-- Nothing personal: what a wave is and is made of. Post and count read it as one document, and of the row what they decide by.
GRANT SELECT (region, name) ON region TO aoj_office;
GRANT SELECT (region, municipality, name) ON municipality TO aoj_office;
GRANT SELECT (region, partnership, name, sector) ON partnership TO aoj_office;
GRANT SELECT (questionnaire, version, title, document, hash, envelope_bytes, published_at) ON questionnaire_version TO aoj_office;
GRANT SELECT (wave_id, wave, title, region, trial, state, opens_at, closes_at, threshold, holders_needed, settings, mail_paused,
	box_public_key, link_key_hash, revision) ON wave TO aoj_office;
GRANT SELECT (wave_id, wave, title, trial, state, opens_at, closes_at, settings, mail_paused, link_key_hash, revision) ON wave TO aoj_post;
GRANT SELECT (wave_id, wave, state, closes_at, holders_needed, box_public_key) ON wave TO aoj_count;
GRANT SELECT (wave_id, position, region, municipality) ON wave_municipality TO aoj_office;
GRANT SELECT (wave_id, position, region, partnership) ON wave_partnership TO aoj_office;
GRANT SELECT (wave_id, questionnaire, version, regional_page) ON wave_questionnaire TO aoj_office;
GRANT SELECT (wave_id, function_group, position, name, questionnaire, sector, reporting_group, synonyms, merged_into, invited)
	ON function_group TO aoj_office;
GRANT SELECT (wave_id, name, position, code_public, confirmed) ON holder TO aoj_office, aoj_count;
GRANT SELECT (wave_id, genuine, genuine_hash) ON ballot_check TO aoj_office, aoj_post, aoj_count;
GRANT SELECT (wave_id, counted_at, found, foreign_found, damaged, opened, genuine_hash, drafts, holders) ON count_statement TO aoj_office, aoj_count;

-- What staff did. Everyone adds to the chain and needs its last hash; reading it is the office's.
GRANT SELECT (audit_id, hash), INSERT (at, who, what, wave_id, detail, previous, hash) ON audit TO aoj_office, aoj_post, aoj_count;
GRANT SELECT (at, who, what, wave_id, detail, previous) ON audit TO aoj_office;

-- Office: makes waves, knows the people, plans the letters, sees counts and, after counting, results.
GRANT INSERT (region, name) ON region TO aoj_office;
GRANT INSERT (region, municipality, name) ON municipality TO aoj_office;
GRANT INSERT (region, partnership, name, sector) ON partnership TO aoj_office;
GRANT INSERT (questionnaire, version, title, document, hash, envelope_bytes, published_at) ON questionnaire_version TO aoj_office;
GRANT INSERT (wave_id, wave, title, region, trial, opens_at, closes_at, threshold, holders_needed, settings),
	UPDATE (title, trial, opens_at, closes_at, threshold, holders_needed, settings, mail_paused, state) ON wave TO aoj_office;
GRANT INSERT (wave_id, position, region, municipality) ON wave_municipality TO aoj_office;
GRANT INSERT (wave_id, position, region, partnership) ON wave_partnership TO aoj_office;
GRANT INSERT (wave_id, questionnaire, version, regional_page) ON wave_questionnaire TO aoj_office;
GRANT INSERT (wave_id, function_group, position, name, questionnaire, sector, reporting_group, synonyms),
	UPDATE (merged_into, invited) ON function_group TO aoj_office;
GRANT INSERT (wave_id, name, position) ON holder TO aoj_office;
GRANT SELECT (invitee_id, wave_id, duplicate_hash, sealed), INSERT (invitee_id, wave_id, duplicate_hash, sealed) ON invitee TO aoj_office;
GRANT SELECT (invitation_id, wave_id, invitee_id, function_group, status), INSERT (invitation_id, wave_id, invitee_id, function_group, status),
	UPDATE (function_group, status) ON invitation TO aoj_office;
GRANT INSERT (invitation_id, wave_id, status) ON refusal TO aoj_office;
GRANT SELECT (invitation_id, wave_id, function_group, status) ON invitation_status TO aoj_office;
GRANT SELECT (mail_run_id, wave_id, kind, function_group, part, due_at, state, settled_at),
	INSERT (mail_run_id, wave_id, kind, function_group, part, due_at) ON mail_run TO aoj_office;
GRANT SELECT (invitation_id, kind, mail_run_id, outcome, smtp_reply), INSERT (invitation_id, kind, mail_run_id) ON letter TO aoj_office;
GRANT SELECT (wave_id, function_group, day, responses) ON response_count TO aoj_office;
GRANT SELECT (wave_id, reason, questionnaire, version, function_group) ON set_aside TO aoj_office;
GRANT SELECT (response_id, wave_id, questionnaire, version, function_group, answers) ON response TO aoj_office;
GRANT SELECT (open_answer_id, wave_id, questionnaire, version, question, function_group, answer) ON open_answer TO aoj_office;

-- Post: makes links, sends letters, knows all ballot ids, marks foreign envelopes of closed waves.
GRANT UPDATE (link_key_hash) ON wave TO aoj_post;
GRANT SELECT (invitee_id, wave_id, sealed) ON invitee TO aoj_post;
GRANT SELECT (invitation_id, wave_id, invitee_id, function_group, token_hash, status), UPDATE (token_hash) ON invitation TO aoj_post;
GRANT SELECT (invitation_id, wave_id, function_group, status) ON invitation_status TO aoj_post;
GRANT SELECT (mail_run_id, wave_id, kind, function_group, part, due_at, state, claimed_by, lease_until, settled_at),
	UPDATE (state, claimed_by, lease_until, settled_at) ON mail_run TO aoj_post;
GRANT SELECT (invitation_id, kind, mail_run_id, outcome, smtp_reply), UPDATE (outcome, smtp_reply) ON letter TO aoj_post;
GRANT SELECT (ballot_id, wave_id, is_foreign), UPDATE (is_foreign) ON envelope TO aoj_post;
GRANT INSERT (wave_id, genuine, genuine_hash) ON ballot_check TO aoj_post;

-- Count: makes boxes, opens those of closed waves.
GRANT UPDATE (box_public_key, state) ON wave TO aoj_count;
GRANT SELECT (share), UPDATE (code_public, share, confirmed) ON holder TO aoj_count;
GRANT SELECT (ballot_id, wave_id, questionnaire, version, function_group, day, is_foreign, sealed), DELETE ON envelope TO aoj_count;
GRANT SELECT (wave_id, function_group), DELETE ON draft TO aoj_count;
GRANT INSERT (set_aside_id, wave_id, reason, ballot_id, questionnaire, version, function_group, sealed) ON set_aside TO aoj_count;
GRANT INSERT (response_id, wave_id, questionnaire, version, function_group, answers) ON response TO aoj_count;
GRANT INSERT (open_answer_id, wave_id, questionnaire, version, question, function_group, answer) ON open_answer TO aoj_count;
GRANT INSERT (wave_id, counted_at, found, foreign_found, damaged, opened, genuine_hash, drafts, holders) ON count_statement TO aoj_count;

SET ROLE aoj_gate;
GRANT EXECUTE ON FUNCTION wave_document(uuid) TO aoj_office, aoj_post, aoj_count;

RESET ROLE;
COMMIT;
