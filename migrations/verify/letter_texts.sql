-- A wave's own texts are there, and change only until letters leave.

BEGIN;

SELECT wave_id, kind, function_group, source FROM aoj.letter_text WHERE false;

DO $$
BEGIN
	ASSERT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname = 'until_letters_leave') = 1, 'trigger';
	ASSERT has_column_privilege('aoj_post', 'aoj.letter_text', 'source', 'SELECT'), 'post';
	ASSERT NOT has_column_privilege('aoj_post', 'aoj.letter_text', 'source', 'UPDATE'), 'post writes';
END
$$;

ROLLBACK;
