/*
 * ballot_check.c - the list of genuine ballots. Refuses to know whose a
 * ballot is.
 */
#include "storage/ballot_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum outcome
store_ballot_check_begin(struct db *db, const char *wave_id)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	/* A statement of its own: the next must see what others wrote. */
	enum outcome o = db_run(db, SQL_BALLOT_CHECK_LOCK, params, 1, NULL);

	if (o == DONE)
		o = db_run(db, SQL_BALLOT_CHECK_FIND, params, 1, &r);
	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	rows_free(r);
	return o;
}

enum outcome
store_ballot_check_ids(struct db *db, const char *wave_id,
    unsigned char (**out)[BALLOT_ID_BYTES], size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	unsigned char (*ids)[BALLOT_ID_BYTES];
	const unsigned char *id;
	struct rows *r = NULL;
	size_t len;
	enum outcome o = db_run(db, SQL_BALLOT_CHECK_IDS, params, 1, &r);

	if (o != DONE)
		return o;
	ids = calloc(rows_count(r) + 1, sizeof(*ids));
	if (ids == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		id = rows_bytes(r, i, 0, &len);
		REQUIRE(len == BALLOT_ID_BYTES);
		memcpy(ids[i], id, len);
	}
	*count = rows_count(r);
	*out = ids;
	rows_free(r);
	return DONE;
}

enum outcome
store_ballot_check_invited(struct db *db, const char *wave_id,
    struct invited_row **out, size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct invited_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_BALLOT_CHECK_INVITED, params, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].invitation_id,
		    sizeof(list[i].invitation_id), rows_text(r, i, 0));
		text_copy(list[i].function_group,
		    sizeof(list[i].function_group), rows_text(r, i, 1));
	}
	*count = rows_count(r);
	*out = list;
	rows_free(r);
	return DONE;
}

enum outcome
store_ballot_check_mark(struct db *db, const char *wave_id,
    const struct text *ids, size_t *marked)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(ids->bytes),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_BALLOT_CHECK_MARK, params, 2, &r);

	if (o == DONE)
		*marked = rows_count(r);
	rows_free(r);
	return o;
}

enum outcome
store_ballot_check_add(struct db *db, const char *wave_id, size_t genuine,
    const unsigned char hash[32])
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_INT((int64_t)genuine),
		PARAM_BYTES(hash, 32),
	};

	return db_run(db, SQL_BALLOT_CHECK_ADD, params, 3, NULL);
}
