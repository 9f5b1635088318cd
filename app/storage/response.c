/*
 * response.c - opened answers. Refuses to know where they came from.
 */
#include "storage/response.h"

enum outcome
store_response_add(struct db *db, const char *wave_id,
    const char *questionnaire, int version, const char *function_group,
    const char *answers)
{
	struct param params[] = { PARAM_TEXT(wave_id),
	    PARAM_TEXT(questionnaire), PARAM_INT(version),
	    PARAM_NULL, PARAM_TEXT(answers) };

	if (function_group != NULL)
		params[3] = (struct param)PARAM_TEXT(function_group);

	return db_run(db, SQL_RESPONSE_ADD, params, 5, NULL);
}

enum outcome
store_open_answer_add(struct db *db, const char *wave_id,
    const char *questionnaire, int version, const char *question,
    const char *function_group, const char *answer)
{
	struct param params[] = { PARAM_TEXT(wave_id),
	    PARAM_TEXT(questionnaire), PARAM_INT(version),
	    PARAM_TEXT(question), PARAM_NULL, PARAM_TEXT(answer) };

	if (function_group != NULL)
		params[4] = (struct param)PARAM_TEXT(function_group);
	return db_run(db, SQL_OPEN_ANSWER_ADD, params, 6, NULL);
}
