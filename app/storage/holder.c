/*
 * holder.c - holders and their sealed shares. Refuses to know any code.
 */
#include "storage/holder.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void
read_holder(const struct rows *rows, size_t row, struct holder *h)
{
	const unsigned char *bytes;
	size_t len;

	h->name = strdup(rows_text(rows, row, 0));
	if (h->name == NULL)
		die("out of memory");
	if (!rows_null(rows, row, 1)) {
		bytes = rows_bytes(rows, row, 1, &len);
		REQUIRE(len == sizeof(h->code_public));
		memcpy(h->code_public, bytes, len);
		h->has_code = true;
	}
	if (!rows_null(rows, row, 2)) {
		bytes = rows_bytes(rows, row, 2, &len);
		/* A longer one is no share of ours: it opens nothing. */
		if (len <= sizeof(h->share)) {
			memcpy(h->share, bytes, len);
			h->share_len = len;
		}
	}
	h->confirmed = rows_bool(rows, row, 3);
}

enum outcome
store_holder_list(struct db *db, const char *wave_id, struct holders *out)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *rows = NULL;
	enum outcome outcome;
	size_t i;

	outcome = db_run(db, SQL_HOLDER_LIST, params, 1, &rows);
	if (outcome != DONE)
		return outcome;
	out->count = rows_count(rows);
	out->list = calloc(out->count + 1, sizeof(*out->list));
	if (out->list == NULL)
		die("out of memory");
	for (i = 0; i < out->count; i++)
		read_holder(rows, i, &out->list[i]);
	rows_free(rows);
	return DONE;
}

void
holders_free(struct holders *h)
{
	size_t i;

	for (i = 0; i < h->count; i++)
		free(h->list[i].name);
	free(h->list);
	memset(h, 0, sizeof(*h));
}

size_t
holders_find(const struct holders *h, const char *name)
{
	size_t i;

	for (i = 0; i < h->count; i++)
		if (strcmp(h->list[i].name, name) == 0)
			break;
	return i;
}

enum outcome
store_holder_set_code(struct db *db, const char *wave_id, const char *name,
    const unsigned char code_public[32])
{
	const struct param params[] = { PARAM_TEXT(wave_id), PARAM_TEXT(name),
	    PARAM_BYTES(code_public, 32) };
	struct rows *rows = NULL;
	enum outcome outcome;

	outcome = db_run(db, SQL_HOLDER_SET_CODE, params, 3, &rows);
	if (outcome == DONE && rows_count(rows) != 1)
		outcome = ABSENT;
	rows_free(rows);
	return outcome;
}

enum outcome
store_holder_forget_shares(struct db *db, const char *wave_id)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };

	return db_run(db, SQL_HOLDER_FORGET_SHARES, params, 1, NULL);
}

enum outcome
store_holder_set_share(struct db *db, const char *wave_id, const char *name,
    const unsigned char *share, size_t len)
{
	const struct param params[] = { PARAM_TEXT(wave_id), PARAM_TEXT(name),
	    PARAM_BYTES(share, len) };

	return db_run(db, SQL_HOLDER_SET_SHARE, params, 3, NULL);
}

enum outcome
store_holder_confirm(struct db *db, const char *wave_id, const char *name)
{
	const struct param params[] = { PARAM_TEXT(wave_id),
	    PARAM_TEXT(name) };

	return db_run(db, SQL_HOLDER_CONFIRM, params, 2, NULL);
}
