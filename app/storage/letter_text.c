/*
 * letter_text.c - reads and writes a wave's own texts. Refuses to know what
 * is in them.
 */
#include "storage/letter_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

enum outcome
store_letter_texts(struct db *db, const char *wave_id,
    struct letter_texts *out)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_LETTER_TEXTS, params, 1, &r);

	for (size_t i = 0; o == DONE && i < rows_count(r); i++)
		letter_texts_put(out, rows_text(r, i, 0),
		    rows_null(r, i, 1) ? NULL : rows_text(r, i, 1),
		    rows_text(r, i, 2));
	rows_free(r);
	return o;
}

enum outcome
store_letter_text_set(struct db *db, const char *wave_id, const char *kind,
    const char *function_group, const char *source)
{
	struct param params[4] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(kind), PARAM_NULL, PARAM_NULL,
	};

	if (function_group != NULL)
		params[2] = (struct param)PARAM_TEXT(function_group);
	if (source != NULL)
		params[3] = (struct param)PARAM_TEXT(source);
	return db_run(db, SQL_LETTER_TEXT_SET, params, 4, NULL);
}

enum outcome
store_letter_example(struct db *db, const char *wave_id,
    const char *function_group, struct letter_example *out)
{
	struct param params[2] = { PARAM_TEXT(wave_id), PARAM_NULL };
	const unsigned char *sealed;
	struct rows *r = NULL;
	enum outcome o;

	if (function_group != NULL)
		params[1] = (struct param)PARAM_TEXT(function_group);
	o = db_run(db, SQL_LETTER_EXAMPLE, params, 2, &r);
	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o == DONE) {
		text_copy(out->invitee_id, sizeof(out->invitee_id),
		    rows_text(r, 0, 0));
		text_copy(out->function_group, sizeof(out->function_group),
		    rows_text(r, 0, 1));
		sealed = rows_bytes(r, 0, 2, &out->sealed_len);
		out->sealed = malloc(out->sealed_len + 1);
		if (out->sealed == NULL)
			die("out of memory");
		memcpy(out->sealed, sealed, out->sealed_len);
	}
	rows_free(r);
	return o;
}
