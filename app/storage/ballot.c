/*
 * ballot.c - envelopes and drafts of a closed wave. Refuses to know what is
 * in them.
 */
#include "storage/ballot.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum outcome
store_ballot_list(struct db *db, const char *wave_id, struct ballots *out)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct ballots all = { NULL, 0, NULL };
	const unsigned char *id;
	enum outcome outcome;
	struct ballot *b;
	size_t i, len;

	outcome = db_run(db, SQL_BALLOT_LIST, params, 1, &all.rows);
	if (outcome != DONE)
		return outcome;
	all.count = rows_count(all.rows);
	all.list = calloc(all.count + 1, sizeof(*all.list));
	if (all.list == NULL)
		die("out of memory");
	for (i = 0; i < all.count; i++) {
		b = &all.list[i];
		id = rows_bytes(all.rows, i, 0, &len);
		REQUIRE(len == BALLOT_ID_BYTES);
		memcpy(b->ballot_id, id, len);
		b->questionnaire = rows_text(all.rows, i, 1);
		b->version = (int)rows_int(all.rows, i, 2);
		b->function_group = rows_text(all.rows, i, 3);
		b->is_foreign = rows_bool(all.rows, i, 4);
		b->sealed = rows_bytes(all.rows, i, 5, &b->sealed_len);
	}
	*out = all;
	return DONE;
}

void
ballots_free(struct ballots *b)
{
	free(b->list);
	rows_free(b->rows);
	memset(b, 0, sizeof(*b));
}

enum outcome
store_ballot_drafts(struct db *db, const char *wave_id,
    struct drafts_left **out, size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct drafts_left *left;
	struct rows *rows = NULL;
	enum outcome outcome;
	size_t i, n;

	outcome = db_run(db, SQL_BALLOT_DRAFTS, params, 1, &rows);
	if (outcome != DONE)
		return outcome;
	n = rows_count(rows);
	left = calloc(n + 1, sizeof(*left));
	if (left == NULL)
		die("out of memory");
	for (i = 0; i < n; i++) {
		text_copy(left[i].function_group,
		    sizeof(left[i].function_group), rows_text(rows, i, 0));
		left[i].count = (size_t)rows_int(rows, i, 1);
	}
	rows_free(rows);
	*out = left;
	*count = n;
	return DONE;
}

enum outcome
store_ballot_set_aside(struct db *db, const char *wave_id,
    const struct ballot *b, const char *reason)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id),
		PARAM_TEXT(reason),
		PARAM_BYTES(b->ballot_id, BALLOT_ID_BYTES),
		PARAM_TEXT(b->questionnaire),
		PARAM_INT(b->version),
		PARAM_TEXT(b->function_group),
		PARAM_BYTES(b->sealed, b->sealed_len),
	};

	return db_run(db, SQL_BALLOT_SET_ASIDE, params, 7, NULL);
}

static enum outcome
delete_all(struct db *db, enum sql statement, const char *wave_id,
    size_t *gone)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *rows = NULL;
	enum outcome outcome;

	outcome = db_run(db, statement, params, 1, &rows);
	if (outcome == DONE)
		*gone = (size_t)rows_int(rows, 0, 0);
	rows_free(rows);
	return outcome;
}

enum outcome
store_ballot_delete(struct db *db, const char *wave_id, size_t *gone)
{
	return delete_all(db, SQL_BALLOT_DELETE, wave_id, gone);
}

enum outcome
store_ballot_delete_drafts(struct db *db, const char *wave_id, size_t *gone)
{
	return delete_all(db, SQL_BALLOT_DELETE_DRAFTS, wave_id, gone);
}

enum outcome
store_ballot_end_slips(struct db *db, const char *wave_id)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };

	return db_run(db, SQL_BALLOT_END_SLIPS, params, 1, NULL);
}
