-- Envelopes carry a MAC, foreign ones stand apart, and post reads no byte of what is sealed.

BEGIN;

SELECT ballot_id, wave_id FROM aoj.foreign_envelope WHERE false;

DO $$
BEGIN
	ASSERT (SELECT attnotnull FROM pg_attribute WHERE attrelid = 'aoj.envelope'::regclass AND attname = 'mac'), 'mac';
	ASSERT NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'aoj.envelope'::regclass AND attname = 'is_foreign'), 'is_foreign';
	ASSERT has_column_privilege('aoj_post', 'aoj.envelope_proof', 'sealed_hash', 'SELECT'), 'post checks';
	ASSERT NOT has_column_privilege('aoj_post', 'aoj.envelope', 'sealed', 'SELECT'), 'post reads nothing';
	ASSERT NOT has_any_column_privilege('aoj_post', 'aoj.envelope', 'UPDATE'), 'post writes on none';
	ASSERT (SELECT count(*) FROM pg_proc WHERE pronamespace = 'aoj'::regnamespace AND proname = 'cast_envelope') = 1, 'one way in';
	ASSERT (SELECT prosrc LIKE '%least(p_now, aoj.clock())%' FROM pg_proc WHERE pronamespace = 'aoj'::regnamespace AND proname = 'close_wave'), 'both clocks close';
END
$$;

ROLLBACK;
