-- The role that checks what was counted reads that and nothing else.

BEGIN;

DO $$
BEGIN
	ASSERT has_column_privilege('aoj_results', 'aoj.response', 'answers', 'SELECT'), 'responses';
	ASSERT NOT has_column_privilege('aoj_office', 'aoj.response', 'answers', 'SELECT'), 'office';
	ASSERT NOT has_any_column_privilege('aoj_results', 'aoj.invitation', 'SELECT'), 'people';
	ASSERT NOT has_any_column_privilege('aoj_results', 'aoj.envelope', 'SELECT'), 'envelopes';
	ASSERT (SELECT prosrc LIKE '%result_public_key%publics%' FROM pg_proc WHERE pronamespace = 'aoj'::regnamespace AND proname = 'wave_document'), 'fingerprint';
END
$$;

ROLLBACK;
