-- A wave past its draft has a key that signs its list, and keeps it.

BEGIN;

SELECT list, signature FROM aoj.ballot_check WHERE false;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'aoj.wave'::regclass AND tgname = 'list_key_stays' AND tgenabled = 'O') = 1, 'list_key_stays';
	ASSERT NOT has_column_privilege('aoj_count', 'aoj.wave', 'list_public_key', 'UPDATE'), 'count';
	ASSERT NOT has_column_privilege('aoj_post', 'aoj.amendment', 'invitation_id', 'SELECT'), 'post sees numbers only';
END
$$;

ROLLBACK;
