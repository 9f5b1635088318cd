-- Address lists (sealed) and invitations.

-- invitee_known [office]: who is on the wave's list already, by keyed hash
SELECT e.invitee_id, e.duplicate_hash, i.function_group
FROM invitee e JOIN invitation i ON i.invitee_id = e.invitee_id
WHERE e.wave_id = $1::uuid AND i.status <> 'duplicate';

-- invitee_insert [office]: in the order given, which is random
INSERT INTO invitee (invitee_id, wave_id, duplicate_hash, sealed)
SELECT e.invitee_id, $1::uuid, e.duplicate_hash, e.sealed
FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS e (invitee_id, duplicate_hash, sealed);

-- invitation_insert [office]: in the order given, which is random
INSERT INTO invitation (wave_id, invitee_id, function_group, status)
SELECT $1::uuid, i.invitee_id, i.function_group, i.status
FROM unnest($2::uuid[], $3::text[], $4::text[]) AS i (invitee_id, function_group, status);

-- invitation_counts [office]: per group: invited and nothing said since, doubles (merged, or replaced by a correction), and all
SELECT function_group, count(*) FILTER (WHERE status = 'invited'),
	count(*) FILTER (WHERE status = 'duplicate'), count(*)
FROM invitation_status WHERE wave_id = $1::uuid GROUP BY function_group;

-- invitation_move [office]: people of a merged group are counted where it is merged into
UPDATE invitation i SET function_group = m.into_group
FROM unnest($2::text[], $3::text[]) AS m (from_group, into_group)
WHERE i.wave_id = $1::uuid AND i.function_group = m.from_group;
