-- The clock is there, is the real one, and what is written late asks it.

BEGIN;

DO $$
BEGIN
	ASSERT abs(extract(epoch FROM aoj.clock() - statement_timestamp())) < 1, 'the real time';
	ASSERT (SELECT count(*) FROM pg_proc WHERE pronamespace = 'aoj'::regnamespace AND proname IN ('save_draft', 'cast_envelope')
		AND prosrc LIKE '%greatest(p_now, aoj.clock())%') = 2, 'either clock closes';
	ASSERT has_function_privilege('aoj_gate', 'aoj.clock()', 'EXECUTE'), 'the gate may ask';
END
$$;

ROLLBACK;
