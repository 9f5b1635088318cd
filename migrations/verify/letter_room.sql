-- Room on the pages of letters.

BEGIN;

DO $$
BEGIN
	ASSERT (SELECT 'fillfactor=45' = ANY (reloptions) FROM pg_class WHERE oid = 'aoj.letter'::regclass), 'letter';
END
$$;

ROLLBACK;
