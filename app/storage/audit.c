/*
 * audit.c - the rows of the audit log. Refuses to know what they mean.
 */
#include "storage/audit.h"

#include <string.h>

#include "base/log.h"

enum outcome
store_audit_last(struct db *db, const char *detail,
    unsigned char previous[AUDIT_HASH_BYTES], struct text *spelled)
{
	const struct param params[] = { PARAM_TEXT(detail) };
	struct rows *rows = NULL;
	const unsigned char *hash;
	enum outcome outcome;
	size_t len;

	/* A statement of its own: the next one must see what others wrote. */
	outcome = db_run(db, SQL_AUDIT_LOCK, NULL, 0, NULL);
	if (outcome != DONE)
		return outcome;
	outcome = db_run(db, SQL_AUDIT_LAST, params, 1, &rows);
	if (outcome != DONE)
		return outcome;
	REQUIRE(rows_count(rows) == 1);
	hash = rows_bytes(rows, 0, 0, &len);
	REQUIRE(len == AUDIT_HASH_BYTES);
	memcpy(previous, hash, AUDIT_HASH_BYTES);
	text_puts(spelled, rows_text(rows, 0, 1));
	rows_free(rows);
	return DONE;
}

enum outcome
store_audit_add(struct db *db, const struct audit_row *row)
{
	const struct param params[] = {
		PARAM_TIME(row->at),
		PARAM_TEXT(row->who),
		PARAM_TEXT(row->what),
		PARAM_TEXT(row->wave_id),
		PARAM_TEXT(row->detail),
		PARAM_BYTES(row->previous, AUDIT_HASH_BYTES),
		PARAM_BYTES(row->hash, AUDIT_HASH_BYTES),
	};
	struct param with_null[7];

	memcpy(with_null, params, sizeof(params));
	if (row->wave_id == NULL)
		with_null[3] = (struct param)PARAM_NULL;
	return db_run(db, SQL_AUDIT_ADD, with_null, 7, NULL);
}
