/*
 * invitee.c - writes sealed people, invitations, runs and letters. Refuses to
 * know what is in a record.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "storage/invitee.h"

static int
by_hash(const void *a, const void *b)
{
	return memcmp(((const struct known_invitee *)a)->hash,
	    ((const struct known_invitee *)b)->hash, INVITEE_HASH_BYTES);
}

enum outcome
store_invitees_known(struct db *db, const char *wave_id,
    struct known_invitee **out, size_t *count)
{
	struct param p[] = { PARAM_TEXT(wave_id) };
	struct known_invitee *list;
	struct rows *r = NULL;
	const unsigned char *hash;
	size_t len;
	enum outcome o;

	o = db_run(db, SQL_INVITEE_KNOWN, p, 1, &r);
	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].invitee_id, sizeof(list[i].invitee_id),
		    rows_text(r, i, 0));
		hash = rows_bytes(r, i, 1, &len);
		REQUIRE(len == INVITEE_HASH_BYTES);
		memcpy(list[i].hash, hash, len);
		text_copy(list[i].function_group,
		    sizeof(list[i].function_group), rows_text(r, i, 2));
	}
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	qsort(list, *count, sizeof(*list), by_hash);
	return DONE;
}

enum outcome
store_invitees_insert(struct db *db, const char *wave_id,
    const struct text *ids, const struct text *hashes,
    const struct text *sealed)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(ids->bytes),
		PARAM_TEXT(hashes->bytes), PARAM_TEXT(sealed->bytes),
	};

	return db_run(db, SQL_INVITEE_INSERT, p, 4, NULL);
}

enum outcome
store_invitations_insert(struct db *db, const char *wave_id,
    const struct text *invitee_ids, const struct text *groups,
    const struct text *statuses)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(invitee_ids->bytes),
		PARAM_TEXT(groups->bytes), PARAM_TEXT(statuses->bytes),
	};

	return db_run(db, SQL_INVITATION_INSERT, p, 4, NULL);
}

enum outcome
store_invitations_move(struct db *db, const char *wave_id,
    const struct text *from, const struct text *into)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(from->bytes),
		PARAM_TEXT(into->bytes),
	};

	return db_run(db, SQL_INVITATION_MOVE, p, 3, NULL);
}

static void
add_number(struct text *array, int64_t n)
{
	char number[24];

	snprintf(number, sizeof(number), "%" PRId64, n);
	db_array_add(array, number);
}

enum outcome
store_runs_insert(struct db *db, const char *wave_id,
    const struct run_row *runs, size_t count)
{
	enum { ID, GROUP, PART, DUE, FIRST, LAST, ARRAYS };
	struct text a[ARRAYS] = { { 0 } };
	enum outcome o;

	for (size_t i = 0; i < count; i++) {
		db_array_add(&a[ID], runs[i].mail_run_id);
		db_array_add(&a[GROUP], runs[i].function_group);
		add_number(&a[PART], runs[i].part);
		add_number(&a[DUE], runs[i].due_at);
		add_number(&a[FIRST], runs[i].first);
		add_number(&a[LAST], runs[i].last);
	}
	for (size_t i = 0; i < ARRAYS; i++)
		db_array_end(&a[i]);
	struct param run[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(a[ID].bytes),
		PARAM_TEXT(a[GROUP].bytes), PARAM_TEXT(a[PART].bytes),
		PARAM_TEXT(a[DUE].bytes),
	};
	struct param letter[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(a[ID].bytes),
		PARAM_TEXT(a[GROUP].bytes), PARAM_TEXT(a[FIRST].bytes),
		PARAM_TEXT(a[LAST].bytes),
	};
	o = db_run(db, SQL_MAIL_RUN_INSERT, run, 5, NULL);
	if (o == DONE)
		o = db_run(db, SQL_LETTER_INSERT, letter, 5, NULL);
	for (size_t i = 0; i < ARRAYS; i++)
		text_free(&a[i]);
	return o;
}
