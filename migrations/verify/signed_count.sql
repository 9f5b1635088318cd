-- A statement is signed, and the key that signs it is as fixed as the box.

BEGIN;

SELECT unopened, groups, document, signature FROM aoj.count_statement WHERE false;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'aoj.wave'::regclass AND tgname = 'result_key_stays' AND tgenabled = 'O') = 1, 'result_key_stays';
	ASSERT (SELECT NOT attnotnull FROM pg_attribute WHERE attrelid = 'aoj.response'::regclass AND attname = 'function_group'), 'small groups';
	ASSERT (SELECT prosrc LIKE '%s.signature IS NOT NULL%' FROM pg_proc WHERE pronamespace = 'aoj'::regnamespace AND proname = 'wave_is_complete'), 'signed';
END
$$;

ROLLBACK;
