-- link.sql: invitations as post sees them: ids to derive links from, and the hashes that find them again.

-- link_lock [post]: one post at a time gives a wave its links; held until the transaction ends
SELECT pg_advisory_xact_lock(hashtextextended($1, 3));

-- link_missing [post]: who has no link yet, or none to unsubscribe by
SELECT invitation_id FROM invitation WHERE wave_id = $1::uuid AND (token_hash IS NULL OR unsubscribe_hash IS NULL);

-- link_fill [post]: all at once, in the order given, which is random; a link that is there never changes
UPDATE invitation i SET token_hash = t.token_hash, unsubscribe_hash = t.unsubscribe_hash
FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS t (invitation_id, token_hash, unsubscribe_hash)
WHERE i.invitation_id = t.invitation_id AND (i.token_hash IS NULL OR i.unsubscribe_hash IS NULL);

-- link_patience [post]: until this transaction ends no lock is waited for longer than this; who waits for a whole table makes others wait
SELECT set_config('lock_timeout', $1::text, true);

-- link_freeze [post]: true when nothing is left that a first reader would mark
SELECT freeze_invitations();

-- link_all [post]: every invitation of the wave, whatever became of it
SELECT invitation_id FROM invitation WHERE wave_id = $1::uuid;
