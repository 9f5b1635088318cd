-- roles.sql: for each role exactly what it may, and what it may not. A new grant has to be written here too, on purpose.

BEGIN;
\ir fixture.sql
SELECT no_plan();

CREATE TEMP TABLE may (role name, object name, privilege text, columns text);
INSERT INTO may VALUES
	('aoj_gate', 'ballot_check', 'SELECT', 'wave_id'),
	('aoj_gate', 'draft', 'INSERT', 'draft_id function_group sealed wave_id'),
	('aoj_gate', 'draft', 'SELECT', 'draft_id function_group sealed wave_id'),
	('aoj_gate', 'draft', 'UPDATE', 'sealed'),
	('aoj_gate', 'envelope', 'INSERT', 'ballot_id day function_group mac questionnaire sealed version wave_id'),
	('aoj_gate', 'envelope', 'SELECT', 'ballot_id'),
	('aoj_gate', 'function_group', 'SELECT', 'function_group invited merged_into name position questionnaire reporting_group sector wave_id'),
	('aoj_gate', 'holder', 'SELECT', 'code_public name position wave_id'),
	('aoj_gate', 'invitation', 'SELECT', 'function_group invitation_id status token_hash unsubscribe_hash wave_id'),
	('aoj_gate', 'municipality', 'SELECT', 'municipality name region'),
	('aoj_gate', 'partnership', 'SELECT', 'name partnership region sector'),
	('aoj_gate', 'questionnaire_version', 'SELECT', 'document envelope_bytes hash questionnaire version'),
	('aoj_gate', 'refusal', 'INSERT', 'day function_group kind refusal_id wave_id'),
	('aoj_gate', 'refusal', 'SELECT', 'refusal_id'),
	('aoj_gate', 'region', 'SELECT', 'name region'),
	('aoj_gate', 'stop_request', 'INSERT', 'day stop_id turn wave_id what'),
	('aoj_gate', 'stop_request', 'SELECT', 'stop_id turn what'),
	('aoj_gate', 'withdrawal', 'SELECT', 'invitation_id status'),
	('aoj_gate', 'wave', 'SELECT', 'box_public_key closes_at holders_needed list_public_key opens_at region result_public_key revision settings state threshold title trial wave wave_id'),
	('aoj_gate', 'wave_municipality', 'SELECT', 'municipality position region wave_id'),
	('aoj_gate', 'wave_partnership', 'SELECT', 'partnership position region wave_id'),
	('aoj_gate', 'wave_questionnaire', 'SELECT', 'questionnaire regional_page version wave_id'),
	('aoj_office', 'alert', 'SELECT', 'alert_id at sealed wave_id what'),
	('aoj_office', 'amendment', 'INSERT', 'function_group invitation_id replaces wave_id what'),
	('aoj_office', 'amendment', 'SELECT', 'function_group invitation_id wave_id what'),
	('aoj_office', 'audit', 'INSERT', 'at detail hash previous wave_id what who'),
	('aoj_office', 'audit', 'SELECT', 'at audit_id detail hash previous wave_id what who'),
	('aoj_office', 'ballot_check', 'SELECT', 'genuine genuine_hash list signature wave_id'),
	('aoj_office', 'count_statement', 'SELECT', 'amended counted_at damaged document drafts foreign_found found genuine_hash groups holders opened signature unopened wave_id'),
	('aoj_office', 'domain_word', 'INSERT', 'domain_hash domain_word_id people sealed wave_id'),
	('aoj_office', 'domain_word', 'SELECT', 'domain_hash domain_word_id people sealed wave_id'),
	('aoj_office', 'domain_word', 'UPDATE', 'people'),
	('aoj_office', 'refusal_count', 'SELECT', 'day function_group kind refusals wave_id'),
	('aoj_office', 'withdrawal', 'INSERT', 'invitation_id status wave_id'),
	('aoj_office', 'function_group', 'INSERT', 'function_group name position questionnaire reporting_group sector synonyms wave_id'),
	('aoj_office', 'function_group', 'SELECT', 'function_group invited merged_into name position questionnaire reporting_group sector synonyms wave_id'),
	('aoj_office', 'function_group', 'UPDATE', 'invited merged_into'),
	('aoj_office', 'holder', 'INSERT', 'name position wave_id'),
	('aoj_office', 'holder', 'SELECT', 'code_public confirmed name position wave_id'),
	('aoj_office', 'invitation', 'INSERT', 'function_group invitation_id invitee_id status wave_id'),
	('aoj_office', 'invitation', 'SELECT', 'function_group invitation_id invitee_id status wave_id'),
	('aoj_office', 'invitation', 'UPDATE', 'function_group status'),
	('aoj_office', 'invitation_status', 'SELECT', 'function_group invitation_id status wave_id'),
	('aoj_office', 'invitee', 'INSERT', 'duplicate_hash invitee_id sealed wave_id'),
	('aoj_office', 'invitee', 'SELECT', 'duplicate_hash invitee_id sealed wave_id'),
	('aoj_office', 'letter', 'INSERT', 'invitation_id kind mail_run_id'),
	('aoj_office', 'letter', 'SELECT', 'invitation_id kind mail_run_id outcome smtp_reply'),
	('aoj_office', 'mail_block', 'SELECT', 'domain_hash lifted mail_block_id sealed wave_id'),
	('aoj_office', 'mail_block', 'UPDATE', 'lifted'),
	('aoj_office', 'letter_text', 'INSERT', 'function_group kind source wave_id'),
	('aoj_office', 'letter_text', 'SELECT', 'function_group kind source wave_id'),
	('aoj_office', 'letter_text', 'UPDATE', 'source'),
	('aoj_office', 'mail_run', 'INSERT', 'due_at ends_at function_group kind mail_run_id moved part wanted_on wave_id'),
	('aoj_office', 'mail_run', 'SELECT', 'beside due_at ends_at function_group kind mail_run_id moved part settled_at state wanted_on wave_id'),
	('aoj_office', 'mail_run', 'UPDATE', 'due_at ends_at moved'),
	('aoj_office', 'municipality', 'INSERT', 'municipality name region'),
	('aoj_office', 'municipality', 'SELECT', 'municipality name region'),
	('aoj_office', 'outbox', 'INSERT', 'next_try outbox_id put_at sealed'),
	('aoj_office', 'partnership', 'INSERT', 'name partnership region sector'),
	('aoj_office', 'partnership', 'SELECT', 'name partnership region sector'),
	('aoj_office', 'questionnaire_version', 'INSERT', 'document envelope_bytes hash published_at questionnaire title version'),
	('aoj_office', 'questionnaire_version', 'SELECT', 'document envelope_bytes hash published_at questionnaire title version'),
	('aoj_office', 'reminder_bounce', 'SELECT', 'class kind wave_id'),
	('aoj_office', 'region', 'INSERT', 'name region'),
	('aoj_office', 'region', 'SELECT', 'name region'),
	('aoj_office', 'response', 'SELECT', 'function_group wave_id'),
	('aoj_office', 'response_count', 'SELECT', 'day function_group responses wave_id'),
	('aoj_office', 'set_aside', 'SELECT', 'function_group questionnaire reason version wave_id'),
	('aoj_office', 'undelivered', 'SELECT', 'invitation_id reason status wave_id'),
	('aoj_office', 'wave', 'INSERT', 'closes_at holders_needed opens_at region settings threshold title trial wave wave_id'),
	('aoj_office', 'wave', 'SELECT', 'box_public_key closes_at holders_needed link_key_hash list_public_key mail_paused opens_at region result_public_key revision settings state threshold title trial wave wave_id'),
	('aoj_office', 'wave', 'UPDATE', 'closes_at holders_needed mail_paused opens_at settings state threshold title trial'),
	('aoj_office', 'wave_municipality', 'INSERT', 'municipality position region wave_id'),
	('aoj_office', 'wave_municipality', 'SELECT', 'municipality position region wave_id'),
	('aoj_office', 'wave_partnership', 'INSERT', 'partnership position region wave_id'),
	('aoj_office', 'wave_partnership', 'SELECT', 'partnership position region wave_id'),
	('aoj_office', 'wave_questionnaire', 'INSERT', 'questionnaire regional_page version wave_id'),
	('aoj_office', 'wave_questionnaire', 'SELECT', 'questionnaire regional_page version wave_id'),
	('aoj_post', 'alert', 'INSERT', 'alert_id at sealed wave_id what'),
	('aoj_post', 'alert', 'SELECT', 'at wave_id what'),
	('aoj_post', 'joined_later', 'SELECT', 'invitation_id'),
	('aoj_post', 'domain_word', 'SELECT', 'domain_hash people wave_id'),
	('aoj_post', 'refusal', 'SELECT', 'refusal_id wave_id'),
	('aoj_post', 'stop_request', 'SELECT', 'day stop_id turn wave_id what'),
	('aoj_post', 'audit', 'INSERT', 'at detail hash previous wave_id what who'),
	('aoj_post', 'audit', 'SELECT', 'audit_id hash'),
	('aoj_post', 'amendment', 'SELECT', 'function_group wave_id what'),
	('aoj_post', 'ballot_check', 'INSERT', 'genuine genuine_hash list signature wave_id'),
	('aoj_post', 'ballot_check', 'SELECT', 'genuine genuine_hash wave_id'),
	('aoj_post', 'envelope', 'SELECT', 'ballot_id wave_id'),
	('aoj_post', 'envelope_proof', 'SELECT', 'ballot_id function_group mac questionnaire sealed_hash version wave_id'),
	('aoj_post', 'foreign_envelope', 'INSERT', 'ballot_id wave_id'),
	('aoj_post', 'foreign_envelope', 'SELECT', 'ballot_id wave_id'),
	('aoj_post', 'invitation', 'SELECT', 'function_group invitation_id invitee_id status token_hash unsubscribe_hash wave_id'),
	('aoj_post', 'invitation', 'UPDATE', 'token_hash unsubscribe_hash'),
	('aoj_post', 'invitation_status', 'SELECT', 'function_group invitation_id status wave_id'),
	('aoj_post', 'invitee', 'SELECT', 'invitee_id sealed wave_id'),
	('aoj_post', 'letter', 'SELECT', 'invitation_id kind mail_run_id outcome smtp_reply'),
	('aoj_post', 'letter', 'UPDATE', 'outcome smtp_reply'),
	('aoj_post', 'letter_text', 'SELECT', 'function_group kind source wave_id'),
	('aoj_post', 'mail_block', 'INSERT', 'domain_hash mail_block_id sealed wave_id'),
	('aoj_post', 'mail_block', 'SELECT', 'domain_hash lifted mail_block_id wave_id'),
	('aoj_post', 'mail_block', 'UPDATE', 'lifted'),
	('aoj_office', 'contacts_destroyed', 'SELECT', 'at wave_id'),
	('aoj_post', 'contacts_destroyed', 'SELECT', 'at wave_id'),
	('aoj_post', 'outbox', 'INSERT', 'next_try outbox_id put_at sealed tries'),
	('aoj_post', 'mail_run', 'SELECT', 'beside claimed_at claimed_by due_at ends_at function_group kind lease_until mail_run_id part settled_at state wave_id'),
	('aoj_post', 'mail_run', 'UPDATE', 'claimed_at claimed_by due_at ends_at lease_until settled_at state'),
	('aoj_post', 'outbox', 'SELECT', 'claimed_by lease_until next_try outbox_id put_at sealed tries'),
	('aoj_post', 'outbox', 'UPDATE', 'claimed_by lease_until next_try tries'),
	('aoj_post', 'reminder_bounce', 'INSERT', 'class kind wave_id'),
	('aoj_post', 'undelivered', 'INSERT', 'invitation_id reason status wave_id'),
	('aoj_post', 'undelivered', 'SELECT', 'invitation_id'),
	('aoj_post', 'unreached', 'SELECT', 'invitation_id'),
	('aoj_post', 'wave', 'SELECT', 'closes_at link_key_hash list_public_key mail_paused opens_at revision settings state title trial wave wave_id'),
	('aoj_post', 'wave', 'UPDATE', 'link_key_hash list_public_key'),
	('aoj_count', 'amendment', 'SELECT', 'function_group wave_id what'),
	('aoj_count', 'audit', 'INSERT', 'at detail hash previous wave_id what who'),
	('aoj_count', 'audit', 'SELECT', 'audit_id hash'),
	('aoj_count', 'ballot_check', 'SELECT', 'genuine genuine_hash list signature wave_id'),
	('aoj_count', 'count_statement', 'INSERT', 'amended counted_at damaged document drafts foreign_found found genuine_hash groups holders opened signature unopened wave_id'),
	('aoj_count', 'count_statement', 'SELECT', 'counted_at damaged drafts foreign_found found genuine_hash holders opened wave_id'),
	('aoj_count', 'draft', 'SELECT', 'function_group wave_id'),
	('aoj_count', 'envelope', 'SELECT', 'ballot_id day function_group questionnaire sealed version wave_id'),
	('aoj_count', 'foreign_envelope', 'SELECT', 'ballot_id wave_id'),
	('aoj_count', 'holder', 'SELECT', 'code_public confirmed name position share wave_id'),
	('aoj_count', 'holder', 'UPDATE', 'code_public confirmed share'),
	('aoj_count', 'open_answer', 'INSERT', 'answer function_group open_answer_id question questionnaire version wave_id'),
	('aoj_count', 'response', 'INSERT', 'answers function_group questionnaire response_id version wave_id'),
	('aoj_count', 'set_aside', 'INSERT', 'ballot_id function_group questionnaire reason sealed set_aside_id version wave_id'),
	('aoj_count', 'wave', 'SELECT', 'box_public_key closes_at holders_needed list_public_key result_public_key state wave wave_id'),
	('aoj_count', 'wave', 'UPDATE', 'box_public_key result_public_key state'),
	-- Results: what was counted, and what signed it.
	('aoj_results', 'ballot_check', 'SELECT', 'list signature wave_id'),
	('aoj_results', 'count_statement', 'SELECT', 'counted_at damaged document drafts foreign_found found genuine_hash groups holders opened signature unopened wave_id'),
	('aoj_results', 'open_answer', 'SELECT', 'answer function_group open_answer_id question questionnaire version wave_id'),
	('aoj_results', 'response', 'SELECT', 'answers function_group questionnaire response_id version wave_id'),
	('aoj_results', 'wave', 'SELECT', 'state wave wave_id');
SELECT bag_eq($$
	SELECT r.rolname, c.relname, x.privilege_type, string_agg(a.attname, ' ' ORDER BY a.attname)
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped CROSS JOIN LATERAL aclexplode(a.attacl) x
	JOIN pg_roles r ON r.oid = x.grantee WHERE c.relnamespace = 'aoj'::regnamespace GROUP BY r.rolname, c.relname, x.privilege_type
	$$, 'SELECT role, object, privilege, columns FROM may', 'every role has the columns of its list, and no others');
SELECT bag_eq($$
	SELECT r.rolname, c.relname, x.privilege_type FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) x
	LEFT JOIN pg_roles r ON r.oid = x.grantee
	WHERE c.relnamespace = 'aoj'::regnamespace AND x.grantee <> 'aoj_owner'::regrole
	$$, $$ VALUES ('aoj_gate'::name, 'draft'::name, 'DELETE'), ('aoj_count', 'draft', 'DELETE'), ('aoj_count', 'envelope', 'DELETE'),
	('aoj_office', 'wave_revision', 'USAGE'), ('aoj_post', 'wave_revision', 'USAGE'), ('aoj_count', 'wave_revision', 'USAGE') $$,
	'nobody has a table, but for what must be deleted');
SELECT bag_eq($$
	SELECT r.rolname, p.proname FROM pg_proc p JOIN pg_roles r ON has_function_privilege(r.oid, p.oid, 'EXECUTE')
	WHERE p.pronamespace = 'aoj'::regnamespace AND r.rolname LIKE 'aoj\_%' AND NOT r.rolsuper
	AND r.oid <> p.proowner
	$$, $$ VALUES ('aoj_survey'::name, 'find_invitation'::name), ('aoj_survey', 'load_draft'), ('aoj_survey', 'save_draft'),
	('aoj_survey', 'cast_envelope'), ('aoj_survey', 'refuse'), ('aoj_survey', 'find_unsubscribe'), ('aoj_survey', 'stop_stands'),
	('aoj_survey', 'request_stop'), ('aoj_post', 'request_stops'), ('aoj_survey', 'logical_slots'), ('aoj_office', 'logical_slots'),
	('aoj_post', 'logical_slots'), ('aoj_count', 'logical_slots'), ('aoj_office', 'wave_document'), ('aoj_post', 'wave_document'),
	('aoj_gate', 'clock'), ('aoj_office', 'clock'), ('aoj_post', 'clock'), ('aoj_count', 'clock'), ('aoj_results', 'clock'), ('aoj_results', 'wave_document'), ('aoj_results', 'logical_slots'),
	('aoj_count', 'wave_document'), ('aoj_post', 'close_wave'), ('aoj_post', 'ballots_are_in'), ('aoj_post', 'freeze_invitations'), ('aoj_post', 'outbox_end'),
	('aoj_office', 'contacts_kept_until'), ('aoj_post', 'contacts_kept_until'), ('aoj_post', 'destroy_contacts'),
	('aoj_office', 'envelopes_until_midnight'), ('aoj_office', 'refusals_until_midnight'), ('aoj_count', 'end_slips'),
	('aoj_post', 'mail_run_may_be_claimed'), ('aoj_post', 'mail_run_next'), ('aoj_post', 'place_newcomers'), ('aoj_office', 'invitation_reached_nobody') $$,
	'every role has the functions of its list, and no others');
SELECT is_empty($$ SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'aoj'::regnamespace
	AND has_function_privilege('public', p.oid, 'EXECUTE') $$, 'PUBLIC has none');
SELECT is_empty($$ SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'aoj'::regnamespace AND p.prosecdef
	AND p.proconfig IS DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp'] $$, 'whoever lends his rights fixes where names are looked up');
SELECT is_empty($$ SELECT p.proname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
	WHERE p.pronamespace = 'aoj'::regnamespace AND (r.rolcanlogin OR r.rolsuper) $$, 'and cannot log in');
SELECT is_empty($$ SELECT r.rolname FROM pg_roles r WHERE r.rolname IN ('aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count', 'aoj_results', 'aoj_gate', 'aoj_owner')
	AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolinherit
	OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)) $$, 'no role is more than itself');
SELECT is_empty($$ SELECT n.nspname, r.rolname FROM pg_namespace n, pg_roles r WHERE n.nspname IN ('aoj', 'public', 'sqitch')
	AND r.rolname IN ('aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count', 'aoj_results', 'aoj_gate') AND has_schema_privilege(r.oid, n.oid, 'CREATE') $$,
	'no role makes anything in a schema that others use');

-- By trying. Every system column of every table is refused to every role.
SELECT is(pg_temp.would(r, format('SELECT %s FROM aoj.%I', s, c.relname)), '42501', format('%s does not see %s of %s', r, s, c.relname))
FROM pg_class c, unnest(ARRAY['aoj_survey', 'aoj_office', 'aoj_post', 'aoj_count', 'aoj_results', 'aoj_gate']) r,
	unnest(ARRAY['xmin', 'xmax', 'cmin', 'ctid', 'tableoid']) s
WHERE c.relnamespace = 'aoj'::regnamespace AND c.relkind = 'r';

-- Survey: no table at all, not even to lock, count or empty.
SELECT is(pg_temp.would('aoj_survey', format(f, c.relname)), '42501', format('survey may not: ' || f, c.relname))
FROM pg_class c, unnest(ARRAY['SELECT count(*) FROM aoj.%I', 'LOCK aoj.%I IN ACCESS SHARE MODE', 'DELETE FROM aoj.%I', 'TRUNCATE aoj.%I']) f
WHERE c.relnamespace = 'aoj'::regnamespace AND c.relkind IN ('r', 'v') AND (c.relkind = 'r' OR f LIKE 'SELECT%');
SELECT is(pg_temp.would('aoj_survey', s), '42501', 'survey may not: ' || s) FROM unnest(ARRAY[
	'SELECT aoj.freeze_invitations()', 'SELECT aoj.mail_run_may_be_claimed(NULL, NULL)', 'SELECT aoj.mail_run_next(NULL, NULL, NULL, NULL, NULL)',
	'SELECT nextval(''aoj.wave_revision'')', 
	'CREATE TABLE aoj.x ()', 'CREATE TABLE public.x ()', 'SELECT * FROM sqitch.changes',
	'SET log_statement = ''all''', 'SET log_min_messages = ''debug1''', 'LOAD ''auto_explain''',
	'SELECT pg_read_file(''PG_VERSION'')', 'COPY (SELECT 1) TO ''/tmp/x''', 'COPY (SELECT 1) TO PROGRAM ''true''',
	'SELECT pg_switch_wal()', 'SELECT * FROM pg_authid', 'SELECT * FROM pg_statistic']) s;
SELECT is(pg_temp.would('aoj_survey', format('SELECT aoj.wave_document(%L)', pg_temp.u('wave', 1))), '42501', 'survey asks for no wave without a link');
SELECT is(pg_temp.would('aoj_survey', format('SELECT aoj.close_wave(%L, now())', pg_temp.u('wave', 1))), '42501', 'nor closes one');

-- The gate, behind the survey's functions, sees no person and no answer.
SELECT is(pg_temp.would('aoj_gate', s), '42501', 'the gate may not: ' || s) FROM unnest(ARRAY[
	'SELECT invitee_id FROM aoj.invitation', 'SELECT sealed FROM aoj.invitee', 'SELECT sealed FROM aoj.envelope', 'SELECT day FROM aoj.envelope',
	'SELECT wave_id FROM aoj.envelope', 'UPDATE aoj.invitation SET status = ''refused''', 'UPDATE aoj.envelope SET sealed = ''\x''',
	'DELETE FROM aoj.envelope', 'DELETE FROM aoj.refusal', 'UPDATE aoj.refusal SET kind = ''refused''', 'SELECT function_group FROM aoj.refusal', 'SELECT day FROM aoj.stop_request', 'SELECT answers FROM aoj.response',
	'SELECT link_key_hash FROM aoj.wave', 'SELECT share FROM aoj.holder', 'SELECT detail FROM aoj.audit', 'SELECT smtp_reply FROM aoj.letter',
	'DELETE FROM aoj.stop_request', 'UPDATE aoj.stop_request SET day = now()', 'INSERT INTO aoj.withdrawal DEFAULT VALUES',
	'SELECT people FROM aoj.domain_word']) s;

-- Office: no envelope, no draft, no token; nothing that opens a box.
SELECT is(pg_temp.would('aoj_office', s), '42501', 'office may not: ' || s) FROM unnest(ARRAY[
	'SELECT ballot_id FROM aoj.envelope', 'SELECT count(*) FROM aoj.envelope', 'SELECT sealed FROM aoj.envelope', 'DELETE FROM aoj.envelope',
	'SELECT draft_id FROM aoj.draft', 'SELECT count(*) FROM aoj.draft', 'DELETE FROM aoj.draft',
	'SELECT token_hash FROM aoj.invitation', 'SELECT count(*) FROM aoj.invitation WHERE token_hash IS NULL',
	'UPDATE aoj.invitation SET token_hash = NULL', 'UPDATE aoj.invitation SET invitee_id = NULL', 'DELETE FROM aoj.invitation',
	'INSERT INTO aoj.invitation (token_hash) VALUES (NULL)',
	'UPDATE aoj.invitee SET sealed = ''\x''', 'DELETE FROM aoj.invitee', 'SELECT share FROM aoj.holder', 'UPDATE aoj.holder SET confirmed = true',
	'INSERT INTO aoj.holder (code_public) VALUES (NULL)', 'UPDATE aoj.wave SET box_public_key = NULL', 'UPDATE aoj.wave SET link_key_hash = NULL',
	'UPDATE aoj.wave SET revision = 1', 'UPDATE aoj.wave SET wave = ''other''', 'DELETE FROM aoj.wave',
	'UPDATE aoj.questionnaire_version SET title = ''x''', 'UPDATE aoj.letter SET outcome = NULL', 'DELETE FROM aoj.letter',
	'SELECT claimed_by FROM aoj.mail_run', 'SELECT claimed_at FROM aoj.mail_run', 'UPDATE aoj.mail_run SET state = ''due''',
	'UPDATE aoj.mail_run SET claimed_at = now()', 'UPDATE aoj.mail_run SET wanted_on = NULL', 'SELECT aoj.mail_run_may_be_claimed(NULL, NULL)', 'SELECT aoj.mail_run_next(NULL, NULL, NULL, NULL, NULL)', 'SELECT sealed FROM aoj.set_aside', 'SELECT ballot_id FROM aoj.set_aside',
	'SELECT answers FROM aoj.response', 'SELECT answer FROM aoj.open_answer', 'INSERT INTO aoj.response DEFAULT VALUES', 'UPDATE aoj.response SET answers = ''{}''', 'DELETE FROM aoj.response', 'INSERT INTO aoj.count_statement DEFAULT VALUES',
	'INSERT INTO aoj.ballot_check DEFAULT VALUES', 'UPDATE aoj.audit SET who = ''x''', 'DELETE FROM aoj.audit', 'TRUNCATE aoj.audit',
	'DELETE FROM aoj.letter_text', 'UPDATE aoj.letter_text SET kind = ''last_call''',
	'SELECT kind FROM aoj.refusal', 'SELECT count(*) FROM aoj.refusal', 'DELETE FROM aoj.refusal', 'UPDATE aoj.refusal SET kind = ''refused''',
	'SELECT day FROM aoj.stop_request', 'SELECT count(*) FROM aoj.stop_request', 'SELECT status FROM aoj.withdrawal', 'DELETE FROM aoj.withdrawal',
	'UPDATE aoj.domain_word SET domain_hash = NULL', 'DELETE FROM aoj.domain_word',
	'SELECT sealed FROM aoj.outbox', 'SELECT count(*) FROM aoj.outbox', 'DELETE FROM aoj.outbox', 'INSERT INTO aoj.alert DEFAULT VALUES',
	'SELECT aoj.outbox_end(NULL, NULL)', 'SELECT * FROM aoj.find_invitation(NULL, NULL)', 'SELECT aoj.freeze_invitations()',
	'UPDATE aoj.mail_run SET settled_at = now()',
	'SELECT refusals FROM aoj.refusal_total', 'INSERT INTO aoj.refusal_total DEFAULT VALUES', 'UPDATE aoj.mail_run SET beside = NULL', 'SELECT aoj.place_newcomers(NULL, NULL, NULL, NULL)',
	'SELECT invitation_id FROM aoj.unreached',
	'SELECT unsubscribe_hash FROM aoj.invitation', 'UPDATE aoj.invitation SET unsubscribe_hash = NULL', 'INSERT INTO aoj.refusal DEFAULT VALUES', 'INSERT INTO aoj.stop_request DEFAULT VALUES',
	'SELECT * FROM aoj.find_invitation(NULL, NULL)', 'SELECT aoj.freeze_invitations()']) s;

-- Post: no envelope's contents, no draft, no response, no staff.
SELECT is(pg_temp.would('aoj_post', s), '42501', 'post may not: ' || s) FROM unnest(ARRAY[
	'SELECT sealed FROM aoj.envelope', 'SELECT day FROM aoj.envelope', 'SELECT function_group FROM aoj.envelope', 'UPDATE aoj.envelope SET sealed = ''\x''',
	'DELETE FROM aoj.envelope', 'INSERT INTO aoj.envelope DEFAULT VALUES', 'SELECT draft_id FROM aoj.draft', 'SELECT count(*) FROM aoj.draft', 'DELETE FROM aoj.draft',
	'SELECT answers FROM aoj.response', 'SELECT answer FROM aoj.open_answer', 'SELECT counted_at FROM aoj.count_statement', 'SELECT responses FROM aoj.response_count',
	'SELECT who FROM aoj.audit', 'SELECT share FROM aoj.holder', 'SELECT name FROM aoj.holder', 'UPDATE aoj.wave SET state = ''closed''', 'UPDATE aoj.wave SET closes_at = now()',
	'UPDATE aoj.wave SET box_public_key = NULL', 'SELECT duplicate_hash FROM aoj.invitee', 'UPDATE aoj.invitee SET sealed = ''\x''',
	'INSERT INTO aoj.invitation DEFAULT VALUES', 'UPDATE aoj.invitation SET function_group = ''x''', 'UPDATE aoj.invitation SET status = ''withdrawn''',
	'UPDATE aoj.letter SET mail_run_id = NULL', 'INSERT INTO aoj.letter DEFAULT VALUES', 'UPDATE aoj.mail_run SET moved = NULL',
	'DELETE FROM aoj.mail_run',
	'SELECT moved FROM aoj.mail_run', 'UPDATE aoj.mail_run SET moved = NULL', 'INSERT INTO aoj.mail_run DEFAULT VALUES',
	'UPDATE aoj.ballot_check SET genuine = 0', 'DELETE FROM aoj.ballot_check', 'UPDATE aoj.foreign_envelope SET wave_id = NULL',
	'DELETE FROM aoj.foreign_envelope', 'SELECT mac FROM aoj.envelope', 'SELECT invitation_id FROM aoj.amendment',
	'DELETE FROM aoj.outbox', 'UPDATE aoj.outbox SET sealed = ''\x''', 'SELECT sealed FROM aoj.alert',
	'SELECT refusals FROM aoj.refusal_count', 'SELECT refusals FROM aoj.refusal_total', 'SELECT sealed FROM aoj.domain_word', 'UPDATE aoj.domain_word SET people = true',
	'INSERT INTO aoj.letter_text DEFAULT VALUES', 'UPDATE aoj.letter_text SET source = ''x''', 'DELETE FROM aoj.letter_text',
	'SELECT kind FROM aoj.refusal', 'SELECT function_group FROM aoj.refusal', 'SELECT day FROM aoj.refusal', 'DELETE FROM aoj.refusal', 'UPDATE aoj.refusal SET kind = ''refused''',
	'INSERT INTO aoj.refusal DEFAULT VALUES', 'INSERT INTO aoj.stop_request DEFAULT VALUES', 'DELETE FROM aoj.stop_request', 'INSERT INTO aoj.withdrawal DEFAULT VALUES',
	'SELECT aoj.refuse(NULL, NULL, NULL, NULL, NULL)', 'SELECT aoj.request_stop(NULL, NULL, NULL, NULL)',
	'SELECT * FROM aoj.load_draft(NULL, NULL)']) s;

-- Count: no invitation, no address, no draft's contents.
SELECT is(pg_temp.would('aoj_count', s), '42501', 'count may not: ' || s) FROM unnest(ARRAY[
	'SELECT invitation_id FROM aoj.invitation', 'SELECT token_hash FROM aoj.invitation', 'SELECT count(*) FROM aoj.invitation', 'SELECT invitation_id FROM aoj.invitation_status',
	'SELECT count(*) FROM aoj.refusal', 'SELECT count(*) FROM aoj.stop_request', 'DELETE FROM aoj.refusal', 'DELETE FROM aoj.stop_request', 'INSERT INTO aoj.refusal_total DEFAULT VALUES', 'SELECT sealed FROM aoj.invitee', 'SELECT duplicate_hash FROM aoj.invitee', 'SELECT invitation_id FROM aoj.letter',
	'SELECT mail_run_id FROM aoj.mail_run', 'SELECT source FROM aoj.letter_text', 'SELECT draft_id FROM aoj.draft', 'SELECT sealed FROM aoj.draft', 'UPDATE aoj.draft SET sealed = ''\x''',
	'INSERT INTO aoj.envelope DEFAULT VALUES', 'UPDATE aoj.envelope SET mac = NULL', 'UPDATE aoj.wave SET closes_at = now()', 'UPDATE aoj.wave SET holders_needed = 1',
	'SELECT answers FROM aoj.response', 'UPDATE aoj.response SET answers = ''{}''', 'DELETE FROM aoj.response', 'SELECT answer FROM aoj.open_answer',
	'SELECT sealed FROM aoj.set_aside', 'INSERT INTO aoj.ballot_check DEFAULT VALUES', 'UPDATE aoj.count_statement SET found = 0', 'DELETE FROM aoj.count_statement',
	'SELECT refusals FROM aoj.refusal_total', 'SELECT status FROM aoj.withdrawal',
	'INSERT INTO aoj.holder DEFAULT VALUES', 'SELECT detail FROM aoj.audit', 'SELECT aoj.close_wave(NULL, NULL)',
	'INSERT INTO aoj.refusal DEFAULT VALUES', 'UPDATE aoj.stop_request SET day = now()']) s;

-- Results: no person, no slip, no staff; and nothing is changed.
SELECT is(pg_temp.would('aoj_results', s), '42501', 'results may not: ' || s) FROM unnest(ARRAY[
	'SELECT invitation_id FROM aoj.invitation', 'SELECT invitation_id FROM aoj.invitation_status', 'SELECT sealed FROM aoj.invitee', 'SELECT kind FROM aoj.refusal',
	'SELECT ballot_id FROM aoj.envelope', 'SELECT draft_id FROM aoj.draft', 'SELECT ballot_id FROM aoj.foreign_envelope', 'SELECT sealed FROM aoj.set_aside',
	'SELECT invitation_id FROM aoj.letter', 'SELECT mail_run_id FROM aoj.mail_run', 'SELECT detail FROM aoj.audit', 'SELECT share FROM aoj.holder',
	'INSERT INTO aoj.response DEFAULT VALUES', 'UPDATE aoj.response SET answers = ''{}''', 'DELETE FROM aoj.response', 'UPDATE aoj.wave SET state = ''counted''']) s;

-- Rows: what the policies leave of the tables on which there are columns.
INSERT INTO envelope SELECT pg_temp.h(n), pg_temp.u('wave', 1), 'uitvoering', 1, 'ib', '2015-04-10', '\x03', pg_temp.h(n) FROM generate_series(1, 3) n;
INSERT INTO draft VALUES (pg_temp.h(4), pg_temp.u('wave', 1), 'ib', '\x04');
INSERT INTO response (wave_id, questionnaire, version, function_group, answers) VALUES (pg_temp.u('wave', 1), 'uitvoering', 1, 'ib', '{}');
SELECT is(pg_temp.value('aoj_count', 'SELECT count(sealed) FROM aoj.envelope'), '0', 'count sees no envelope of an open wave');
SELECT is(pg_temp.value('aoj_count', 'SELECT count(*) FROM aoj.draft'), '0', 'nor its drafts');
SELECT is(pg_temp.value('aoj_count', 'WITH d AS (DELETE FROM aoj.envelope RETURNING 1) SELECT count(*) FROM d'), '0', 'nor deletes them');
SELECT is(pg_temp.value('aoj_count', 'WITH d AS (DELETE FROM aoj.draft RETURNING 1) SELECT count(*) FROM d'), '0', 'nor its drafts');
SELECT is(pg_temp.attempt('aoj_count', format('INSERT INTO aoj.response (wave_id, questionnaire, version, function_group, answers) VALUES (%L, %L, 1, %L, %L)',
	pg_temp.u('wave', 1), 'uitvoering', 'ib', '{}')), '42501', 'count makes no responses of an open wave');
SELECT is(pg_temp.attempt('aoj_count', format('INSERT INTO aoj.open_answer (wave_id, questionnaire, version, question, answer) VALUES (%L, %L, 1, %L, %L)',
	pg_temp.u('wave', 1), 'uitvoering', 'u_slot', 'x')), '42501', 'nor open answers');
SELECT is(pg_temp.value('aoj_post', 'SELECT count(ballot_id) FROM aoj.envelope'), '3', 'post sees the ballot ids of an open wave: reminders');
SELECT is(pg_temp.value('aoj_post', 'SELECT count(sealed_hash) FROM aoj.envelope_proof'), '3', 'and what of them is authenticated');
SELECT is(pg_temp.attempt('aoj_post', format('INSERT INTO aoj.foreign_envelope VALUES (%L, %L)', pg_temp.h(1), pg_temp.u('wave', 1))), '23514', 'but calls none of them foreign');
SELECT is(pg_temp.value('aoj_office', 'SELECT count(wave_id) FROM aoj.response'), '0', 'office sees no response before the wave is counted');
SELECT is(pg_temp.value('aoj_results', 'SELECT count(answers) FROM aoj.response'), '0', 'nor does results');
SELECT is(pg_temp.value('aoj_office', 'SELECT sum(responses) FROM aoj.response_count WHERE day IS NOT NULL'), NULL, 'nor how many there are today');
SELECT pg_temp.set_clock('2015-04-11T10:00Z');
SELECT is(pg_temp.value('aoj_office', 'SELECT sum(responses) FROM aoj.response_count WHERE day IS NOT NULL'), '3', 'but how many there were yesterday');
SELECT is(pg_temp.attempt('aoj_post', format('INSERT INTO aoj.ballot_check VALUES (%L, 3, %L)', pg_temp.u('wave', 1), pg_temp.h(7))), '23514', 'post makes no list of an open wave');
INSERT INTO refusal VALUES (pg_temp.h(1), pg_temp.u('wave', 1), 'ib', 'refused', '2015-04-10');
INSERT INTO stop_request VALUES (pg_temp.h(1), 1, pg_temp.u('wave', 1), '2015-04-10', 'asked');
SELECT is(pg_temp.attempt('aoj_count', format('SELECT aoj.end_slips(%L)', pg_temp.u('wave', 1))), '23514', 'and count ends no slips of it');
SELECT pg_temp.set_clock('2015-05-05T21:59Z');
SELECT is(pg_temp.value('aoj_post', format('SELECT aoj.close_wave(%L, %L)', pg_temp.u('wave', 1), '2015-05-05T21:59Z')), 'true', 'once it is closed');
SELECT is(pg_temp.attempt('aoj_count', format('SELECT aoj.end_slips(%L)', pg_temp.u('wave', 1))), 'ok', 'count adds up refusals');
SELECT is((SELECT count(*) FROM refusal) + (SELECT count(*) FROM stop_request), 0::bigint, 'and deletes the slips');
SELECT is(pg_temp.value('aoj_office', 'SELECT refusals FROM aoj.refusal_count WHERE day IS NULL'), '1', 'and office reads how many');
SELECT is(pg_temp.attempt('aoj_post', format('INSERT INTO aoj.foreign_envelope VALUES (%L, %L)', pg_temp.h(1), pg_temp.u('wave', 1))), 'ok', 'post lists what is foreign');
SELECT is(pg_temp.value('aoj_office', 'SELECT sum(responses) FROM aoj.response_count WHERE day IS NOT NULL'), '2', 'which is no longer counted');
SELECT is(pg_temp.value('aoj_count', 'SELECT count(sealed) FROM aoj.envelope'), '3', 'count sees all, the foreign one too');
SELECT is(pg_temp.value('aoj_count', 'SELECT count(*) FROM aoj.draft'), '1', 'and the drafts');
SELECT is(pg_temp.attempt('aoj_count', format('INSERT INTO aoj.response (wave_id, questionnaire, version, function_group, answers) VALUES (%L, %L, 1, %L, %L)',
	pg_temp.u('wave', 1), 'uitvoering', 'ib', '{}')), 'ok', 'and makes responses');
SELECT is(pg_temp.attempt('aoj_count', format('INSERT INTO aoj.response (wave_id, questionnaire, version, function_group, answers) VALUES (%L, %L, 1, %L, %L)',
	pg_temp.u('wave', 2), 'uitvoering', 'ib', '{}')), '42501', 'of this wave only');

-- What came back: post says so, and stops the letters to a domain; the office alone lets them go on.
SELECT is(pg_temp.attempt('aoj_post', format('INSERT INTO aoj.undelivered VALUES (%L, %L, %L, %L)', pg_temp.u('invitation', 1), pg_temp.u('wave', 1),
	'5.1.1', 'unknown_address')), 'ok', 'post writes down who was not reached');
SELECT is(pg_temp.would('aoj_post', format('INSERT INTO aoj.undelivered VALUES (%L, %L, %L, %L)', pg_temp.u('invitation', 2), pg_temp.u('wave', 1),
	s, r)), '23514', format('for good (%s, %s)', s, r)) FROM (VALUES ('4.2.2', 'other'), ('5.1.1', 'jan@example.org'), ('', 'other')) AS x (s, r);
SELECT is(pg_temp.attempt('aoj_post', format('INSERT INTO aoj.reminder_bounce (wave_id, kind, class) VALUES (%L, %L, %L)', pg_temp.u('wave', 1), k, c)), o,
	format('a %s bounce of %s is counted: %s', c, k, o)) FROM (VALUES ('reminder_1', 'hard', '23514'), ('invitation', 'soft', 'ok'),
	('invitation', 'hard', '23514'), ('letter', 'soft', '23514'), ('reminder_1', 'bad', '23514')) AS x (k, c, o);
SELECT is(pg_temp.attempt('aoj_post', format('INSERT INTO aoj.mail_block (mail_block_id, wave_id, domain_hash, sealed) VALUES (%L, %L, %L, %L)',
	pg_temp.u('block', 1), pg_temp.u('wave', 1), pg_temp.h(50), '\x05')), 'ok', 'post blocks a domain');
SELECT is(pg_temp.would('aoj_post', 'UPDATE aoj.mail_block SET lifted = true'), '42501', 'and does not lift it');
SELECT is(pg_temp.attempt('aoj_office', 'UPDATE aoj.mail_block SET lifted = true'), 'ok', 'the office does');
SELECT is(pg_temp.would('aoj_office', 'UPDATE aoj.mail_block SET lifted = false'), '42501', 'and does not block it');
SELECT is(pg_temp.attempt('aoj_post', 'UPDATE aoj.mail_block SET lifted = false'), 'ok', 'post does, again');
SELECT is(pg_temp.would(r, s), '42501', r || ' may not: ' || s) FROM (VALUES
	('aoj_office', 'INSERT INTO aoj.undelivered DEFAULT VALUES'), ('aoj_office', 'DELETE FROM aoj.undelivered'),
	('aoj_office', 'SELECT reminder_bounce_id FROM aoj.reminder_bounce'), ('aoj_office', 'INSERT INTO aoj.reminder_bounce DEFAULT VALUES'),
	('aoj_office', 'INSERT INTO aoj.mail_block DEFAULT VALUES'), ('aoj_office', 'DELETE FROM aoj.mail_block'),
	('aoj_post', 'SELECT reason FROM aoj.undelivered'), ('aoj_post', 'UPDATE aoj.undelivered SET status = ''5.1.1'''),
	('aoj_post', 'DELETE FROM aoj.undelivered'), ('aoj_post', 'SELECT class FROM aoj.reminder_bounce'), ('aoj_post', 'DELETE FROM aoj.reminder_bounce'),
	('aoj_post', 'SELECT sealed FROM aoj.mail_block'), ('aoj_post', 'UPDATE aoj.mail_block SET sealed = ''\x'''), ('aoj_post', 'DELETE FROM aoj.mail_block'),
	('aoj_count', 'SELECT invitation_id FROM aoj.undelivered'), ('aoj_count', 'SELECT class FROM aoj.reminder_bounce'),
	('aoj_count', 'SELECT lifted FROM aoj.mail_block'), ('aoj_gate', 'SELECT invitation_id FROM aoj.undelivered')) AS x (r, s);

-- Statistics keep no samples of what is secret or points at somebody.
SELECT set_eq($$ SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND NOT a.attisdropped
	WHERE c.relnamespace = 'aoj'::regnamespace AND c.relkind = 'r' AND a.attstattarget = 0 AND a.attnum > 0 $$,
	ARRAY['draft.draft_id', 'draft.sealed', 'envelope.ballot_id', 'envelope.sealed', 'envelope.mac', 'foreign_envelope.ballot_id', 'invitation.invitation_id', 'invitation.invitee_id',
	'invitation.token_hash', 'invitee.invitee_id', 'invitee.duplicate_hash', 'invitee.sealed', 'letter.invitation_id', 'letter.mail_run_id',
	'letter.smtp_reply', 'refusal.refusal_id', 'stop_request.stop_id', 'withdrawal.invitation_id',
	'domain_word.domain_word_id', 'domain_word.domain_hash', 'domain_word.sealed', 'invitation.unsubscribe_hash', 'holder.code_public', 'holder.share', 'set_aside.set_aside_id', 'set_aside.ballot_id',
	'set_aside.sealed', 'outbox.outbox_id', 'outbox.sealed', 'alert.alert_id', 'alert.sealed', 'response.response_id', 'response.answers', 'open_answer.open_answer_id', 'open_answer.answer',
	'undelivered.invitation_id', 'reminder_bounce.reminder_bounce_id', 'mail_block.mail_block_id', 'mail_block.domain_hash', 'mail_block.sealed',
	'amendment.invitation_id', 'amendment.replaces'], 'statistics are off where they would be copies');
ANALYZE;
SELECT is_empty($$ SELECT tablename, attname FROM pg_stats WHERE schemaname = 'aoj' AND (attname LIKE '%sealed%' OR attname LIKE '%hash'
	OR attname IN ('ballot_id', 'draft_id', 'refusal_id', 'stop_id', 'invitation_id', 'invitee_id', 'answer', 'answers', 'smtp_reply', 'share'))
	AND tablename NOT IN ('questionnaire_version', 'audit', 'wave', 'ballot_check', 'count_statement') $$, 'and after ANALYZE there are none');
SELECT is_empty($$ SELECT conrelid::regclass, confrelid::regclass FROM pg_constraint WHERE contype = 'f'
	AND (conrelid IN ('draft'::regclass, 'envelope'::regclass, 'refusal'::regclass, 'stop_request'::regclass, 'withdrawal'::regclass,
		'domain_word'::regclass, 'undelivered'::regclass, 'reminder_bounce'::regclass,
		'mail_block'::regclass) OR confrelid IN ('draft'::regclass, 'envelope'::regclass, 'refusal'::regclass, 'stop_request'::regclass)) $$,
	'no foreign key leads from a ballot, a refusal or a bounce, or to one: an insert would mark the other row');

SELECT * FROM finish();
ROLLBACK;
