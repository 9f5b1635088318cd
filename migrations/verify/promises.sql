-- The triggers and row policies are in force, and their functions are nobody's but their role's.

BEGIN;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname IN ('grows', 'grows_truncate')) = 6, 'grows';
	ASSERT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname = 'fixed') = 5, 'fixed';
	ASSERT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname IN ('promises', 'closed', 'complete')) = 6, 'promises';
	ASSERT (SELECT count(*) FROM pg_class WHERE relrowsecurity AND oid IN ('aoj.draft'::regclass, 'aoj.envelope'::regclass,
	    'aoj.response'::regclass, 'aoj.open_answer'::regclass, 'aoj.set_aside'::regclass)) = 5, 'row security';
	ASSERT NOT EXISTS (SELECT FROM pg_proc p WHERE pronamespace = 'aoj'::regnamespace
	    AND has_function_privilege('public', p.oid, 'EXECUTE')), 'public';
	ASSERT has_function_privilege('aoj_post', 'aoj.close_wave(uuid, timestamptz)', 'EXECUTE')
	    AND has_function_privilege('aoj_post', 'aoj.freeze_invitations()', 'EXECUTE'), 'post';
END
$$;

ROLLBACK;
