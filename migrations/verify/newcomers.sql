-- Post places newcomers, and the office plans nothing once a wave is open.

BEGIN;

SELECT beside FROM aoj.mail_run WHERE false;

DO $$
BEGIN
	ASSERT has_function_privilege('aoj_post', 'aoj.place_newcomers(uuid, timestamptz, timestamptz, timestamptz)', 'EXECUTE')
	    AND NOT has_function_privilege('aoj_office', 'aoj.place_newcomers(uuid, timestamptz, timestamptz, timestamptz)', 'EXECUTE'), 'post';
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgname = 'planned_before' AND tgenabled = 'O') = 2, 'office';
END
$$;

ROLLBACK;
