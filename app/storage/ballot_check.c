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

static const unsigned char *
read_32_bytes(const struct rows *r, size_t row, int column)
{
	size_t len;
	const unsigned char *bytes = rows_bytes(r, row, column, &len);

	REQUIRE(len == 32);
	return bytes;
}

enum outcome
store_ballot_check_proofs(struct db *db, const char *wave_id,
    struct ballot_proofs *out)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct ballot_proofs all = { .list = NULL };
	enum outcome o = db_run(db, SQL_BALLOT_CHECK_PROOFS, params, 1,
	    &all.rows);

	if (o != DONE)
		return o;
	all.count = rows_count(all.rows);
	all.list = calloc(all.count + 1, sizeof(*all.list));
	if (all.list == NULL)
		die("out of memory");
	for (size_t i = 0; i < all.count; i++)
		all.list[i] = (struct ballot_proof){
			.ballot_id = read_32_bytes(all.rows, i, 0),
			.function_group = rows_text(all.rows, i, 1),
			.questionnaire = rows_text(all.rows, i, 2),
			.version = (int)rows_int(all.rows, i, 3),
			.mac = read_32_bytes(all.rows, i, 4),
			.sealed_hash = read_32_bytes(all.rows, i, 5),
		};
	*out = all;
	return DONE;
}

void
ballot_proofs_free(struct ballot_proofs *p)
{
	free(p->list);
	rows_free(p->rows);
	*p = (struct ballot_proofs){ .list = NULL };
}

enum outcome
store_ballot_check_in(struct db *db, const char *wave_id)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_BALLOT_CHECK_IN, params, 1, &r);

	if (o == DONE && !rows_bool(r, 0, 0))
		o = ABSENT;
	rows_free(r);
	return o;
}

enum outcome
store_ballot_check_foreign(struct db *db, const char *wave_id,
    const struct text *ids)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(ids->bytes),
	};

	return db_run(db, SQL_BALLOT_CHECK_FOREIGN, params, 2, NULL);
}

enum outcome
store_ballot_check_add(struct db *db, const char *wave_id, size_t genuine,
    const unsigned char hash[32], const char *list,
    const unsigned char *signature)
{
	struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_INT((int64_t)genuine),
		PARAM_BYTES(hash, 32), PARAM_NULL, PARAM_NULL,
	};

	if (list != NULL) {
		params[3] = (struct param)PARAM_TEXT(list);
		params[4] = (struct param)PARAM_BYTES(signature, 64);
	}
	return db_run(db, SQL_BALLOT_CHECK_ADD, params, 5, NULL);
}
