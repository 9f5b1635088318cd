/*
 * questionnaire.c - reads and writes published versions. Refuses to know
 * what a questionnaire means.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "storage/questionnaire.h"

enum outcome
store_questionnaire_hash(struct db *db, const char *code, int version,
    unsigned char hash[QUESTIONNAIRE_HASH_BYTES])
{
	struct param p[] = { PARAM_TEXT(code), PARAM_INT(version) };
	struct rows *rows = NULL;
	const unsigned char *bytes;
	size_t len;
	enum outcome o;

	o = db_run(db, SQL_QUESTIONNAIRE_HASH, p, 2, &rows);
	if (o == DONE && rows_count(rows) == 0) {
		o = ABSENT;
	} else if (o == DONE) {
		bytes = rows_bytes(rows, 0, 0, &len);
		REQUIRE(len == QUESTIONNAIRE_HASH_BYTES);
		memcpy(hash, bytes, len);
	}
	rows_free(rows);
	return o;
}

enum outcome
store_questionnaire_insert(struct db *db, const struct questionnaire *q,
    const char *document, const unsigned char hash[QUESTIONNAIRE_HASH_BYTES],
    time_t now)
{
	struct param p[] = {
		PARAM_TEXT(q->code), PARAM_INT(q->version),
		PARAM_TEXT(q->title), PARAM_TEXT(document),
		PARAM_BYTES(hash, QUESTIONNAIRE_HASH_BYTES),
		PARAM_INT((int64_t)q->envelope_bytes), PARAM_TIME(now),
	};

	return db_run(db, SQL_QUESTIONNAIRE_INSERT, p, 7, NULL);
}

enum outcome
store_questionnaire_all(struct db *db, struct wave_file_published **out,
    size_t *count, struct rows **rows)
{
	struct wave_file_published *list;
	enum outcome o;

	o = db_run(db, SQL_QUESTIONNAIRE_VERSIONS, NULL, 0, rows);
	if (o != DONE)
		return o;
	list = calloc(rows_count(*rows) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(*rows); i++) {
		list[i].code = rows_text(*rows, i, 0);
		list[i].version = (int)rows_int(*rows, i, 1);
		list[i].document = rows_text(*rows, i, 2);
		list[i].len = rows_len(*rows, i, 2);
	}
	*out = list;
	*count = rows_count(*rows);
	return DONE;
}
