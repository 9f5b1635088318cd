"""crowd.py - SQL that puts 20,000 people beside those of fixture.sql, with a
row or more in every table, as nobody's constraints or triggers see it.
"""

PEOPLE = 20000

FILL = """
SET session_replication_role = replica;
SET search_path = aoj;
CREATE TEMP TABLE n AS SELECT n, md5('wave ' || n)::uuid AS wave_id
    FROM generate_series(1, 2000) n;
CREATE TEMP TABLE person AS SELECT n, md5('wave ' || 1 + n % 2)::uuid AS
    wave_id, 'g' || 1 + n % 7 AS function_group, md5('i' || n)::uuid AS
    invitation_id, md5('e' || n)::uuid AS invitee_id, md5('r' || n)::uuid AS
    mail_run_id, sha256(convert_to(n::text, 'UTF8')) AS hash
    FROM generate_series(10001, 10000 + PEOPLE) n ORDER BY random();
INSERT INTO region SELECT 'r' || n, 'R' FROM n;
INSERT INTO municipality SELECT 'r' || n, 'm', 'M' FROM n;
INSERT INTO partnership SELECT 'r' || n, 'p', 'P', 'PO' FROM n;
INSERT INTO questionnaire_version SELECT 'q' || n, 1, 'Q', '{}',
    sha256(''), 8192, '2015-03-01' FROM n;
INSERT INTO wave (wave_id, wave, title, region, trial, state, opens_at,
    closes_at, threshold, holders_needed, settings, box_public_key,
    link_key_hash, list_public_key, result_public_key) SELECT wave_id, 'w' || n, 'W', 'r' || n, false, 'open',
    '2015-04-07', '2015-05-05', 5, 2, '{}', sha256(''), sha256(''),
    sha256(''), sha256('') FROM n;
INSERT INTO wave_municipality SELECT wave_id, 1, 'r' || n, 'm' FROM n;
INSERT INTO wave_partnership SELECT wave_id, 1, 'r' || n, 'p' FROM n;
INSERT INTO wave_questionnaire SELECT wave_id, 'q' || n, 1 FROM n;
INSERT INTO holder SELECT wave_id, 'H', 1 FROM n;
INSERT INTO function_group (wave_id, function_group, position, name,
    questionnaire) SELECT wave_id, 'g' || g, g, 'G', 'q' || n
    FROM n, generate_series(1, 7) g;
INSERT INTO letter_text SELECT wave_id, 'invitation', NULL, 'x' FROM n;
INSERT INTO ballot_check SELECT wave_id, 1, sha256('') FROM n;
INSERT INTO refusal_total SELECT wave_id, 'g1', 'refused', 1 FROM n;
INSERT INTO contacts_destroyed SELECT wave_id, '2015-04-09' FROM n;
INSERT INTO count_statement SELECT wave_id, '2015-05-06', 0, 0, 0, 0,
    sha256(''), '{}', '{}' FROM n;
INSERT INTO invitee SELECT invitee_id, wave_id, hash,
    convert_to(repeat('x', 552), 'UTF8') FROM person;
INSERT INTO invitation SELECT invitation_id, wave_id, invitee_id,
    function_group, hash, 'invited', sha256(hash) FROM person;
INSERT INTO mail_run (mail_run_id, wave_id, kind, function_group, part,
    due_at, ends_at) SELECT mail_run_id, wave_id, 'invitation',
    function_group, n, '2015-04-08', '2015-04-09' FROM person;
INSERT INTO letter SELECT invitation_id, 'invitation', mail_run_id
    FROM person;
INSERT INTO draft SELECT hash, wave_id, function_group, hash FROM person;
INSERT INTO envelope SELECT hash, wave_id, 'q1', 1, function_group,
    '2015-04-09', hash, hash FROM person;
INSERT INTO foreign_envelope SELECT hash, wave_id FROM person;
INSERT INTO refusal SELECT hash, wave_id, function_group, 'refused',
    '2015-04-09' FROM person;
INSERT INTO stop_request SELECT hash, 1, wave_id, '2015-04-09', 'asked'
    FROM person;
INSERT INTO withdrawal SELECT invitation_id, wave_id, 'withdrawn' FROM person;
INSERT INTO domain_word SELECT invitee_id, wave_id, hash, hash, true
    FROM person;
INSERT INTO undelivered SELECT invitation_id, wave_id, '5.1.1', 'other'
    FROM person;
INSERT INTO reminder_bounce SELECT invitation_id, wave_id, 'invitation',
    'soft' FROM person;
INSERT INTO mail_block SELECT invitee_id, wave_id, hash, hash FROM person;
INSERT INTO amendment SELECT invitation_id, wave_id, function_group, 'added'
    FROM person;
INSERT INTO outbox SELECT invitee_id, hash, '2015-04-09', 0, '2015-04-09'
    FROM person;
INSERT INTO alert SELECT invitee_id, wave_id, '2015-04-09', 'w', hash
    FROM person;
INSERT INTO response SELECT invitee_id, wave_id, 'q1', 1, function_group,
    '{}' FROM person;
INSERT INTO open_answer SELECT invitee_id, wave_id, 'q1', 1, 'v',
    function_group, 'x' FROM person;
INSERT INTO set_aside SELECT invitee_id, wave_id, 'damaged', hash, 'q1', 1,
    function_group, hash FROM person;
INSERT INTO audit (at, who, what, previous, hash) SELECT '2015-04-09', 'x',
    'y', hash, hash FROM person;
""".replace("PEOPLE", str(PEOPLE))
