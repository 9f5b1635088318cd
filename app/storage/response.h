/*
 * response.h - opened answers: closed ones per response, open ones apart.
 */
#ifndef STORAGE_RESPONSE_H
#define STORAGE_RESPONSE_H

#include "base/outcome.h"
#include "storage/db.h"

/* answers is a JSON object; function_group may be NULL. The row's id is the
 * database's, random. */
enum outcome store_response_add(struct db *db, const char *wave_id,
    const char *questionnaire, int version, const char *function_group,
    const char *answers);
/* function_group may be NULL. */
enum outcome store_open_answer_add(struct db *db, const char *wave_id,
    const char *questionnaire, int version, const char *question,
    const char *function_group, const char *answer);

#endif
