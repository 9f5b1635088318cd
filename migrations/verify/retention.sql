-- Names and addresses can be destroyed, by post alone.

BEGIN;

SELECT wave_id, at FROM aoj.contacts_destroyed WHERE false;
DO $$
BEGIN
	ASSERT has_function_privilege('aoj_post', 'aoj.destroy_contacts(uuid, timestamptz)', 'EXECUTE'), 'post';
	ASSERT NOT has_function_privilege('aoj_office', 'aoj.destroy_contacts(uuid, timestamptz)', 'EXECUTE'), 'office';
END
$$;

ROLLBACK;
