-- The numbers are there, made of closed waves only, and stay; they are the owner's.

BEGIN;

SELECT wave_id, function_group, answered FROM aoj.refusal_answered WHERE false;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgrelid = 'aoj.refusal_answered'::regclass
	    AND tgname IN ('stays', 'stays_truncate', 'after_closing')) = 3, 'triggers';
	ASSERT (SELECT relowner = 'aoj_owner'::regrole FROM pg_class WHERE oid = 'aoj.refusal_answered'::regclass), 'owner';
END
$$;

ROLLBACK;
