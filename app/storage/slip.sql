-- slip.sql: refusals and requests for no more mail as post reads them, all of a wave at once; the domains of which an administrator said whether
-- people or a scanner asked. Nothing here names an invitation and a slip together.

-- slip_refusals [post]: every refusal of the wave, all alike
SELECT refusal_id FROM refusal WHERE wave_id = $1::uuid;

-- slip_stops [post]: every day on which somebody asked for no more mail; whether that stands, or he wanted mail again since; and whether he chose it on
-- our page
SELECT s.stop_id, s.day - date '2000-01-01', bool_or(s.turn = l.turn), s.what = 'chosen'
FROM stop_request s JOIN (SELECT stop_id, max(turn) AS turn FROM stop_request WHERE wave_id = $1::uuid GROUP BY stop_id) AS l ON l.stop_id = s.stop_id
WHERE s.wave_id = $1::uuid AND s.what <> 'undone' GROUP BY s.stop_id, s.day, s.what;

-- slip_today [post]: the day in Europe/Amsterdam by the database's clock, as above
SELECT (clock() AT TIME ZONE 'Europe/Amsterdam')::date - date '2000-01-01';

-- slip_people [post]: whose mail domains are compared: everybody but doubles; whether he was invited at the start, and is withdrawn
SELECT s.invitation_id, e.invitee_id, e.sealed, s.status = 'withdrawn',
	NOT EXISTS (SELECT FROM joined_later j WHERE j.invitation_id = s.invitation_id)
FROM invitation_status s JOIN invitation i ON i.invitation_id = s.invitation_id JOIN invitee e ON e.invitee_id = i.invitee_id
WHERE s.wave_id = $1::uuid AND s.status <> 'duplicate';

-- slip_unsubscribe [post]: the open wave in which a mail asks for no more mail
SELECT w.wave_id FROM invitation i JOIN wave w ON w.wave_id = i.wave_id
WHERE i.unsubscribe_hash = $1::bytea AND w.state = 'open' AND w.closes_at > $2::timestamptz;

-- slip_stop [post]: requests that came by mail, in the order given, which is random
SELECT request_stops($1::uuid, $2::bytea[], $3::timestamptz);

-- domain_words [post]: what was said of mail domains
SELECT domain_hash, people FROM domain_word WHERE wave_id = $1::uuid;

-- domain_word_set [office]: people, or a scanner; the last word counts
INSERT INTO domain_word (domain_word_id, wave_id, domain_hash, sealed, people) VALUES ($2::uuid, $1::uuid, $3::bytea, $4::bytea, $5::boolean)
ON CONFLICT (wave_id, domain_hash) DO UPDATE SET people = excluded.people;
