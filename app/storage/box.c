/*
 * box.c - what the counting process sees of a wave. Refuses to know any
 * secret half.
 */
#include "storage/box.h"

#include <string.h>

#include "base/log.h"

static enum wave_state
state_named(const char *name)
{
	static const char *const names[] = {
		[WAVE_DRAFT] = "draft", [WAVE_READY] = "ready",
		[WAVE_OPEN] = "open", [WAVE_CLOSED] = "closed",
		[WAVE_COUNTED] = "counted",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return (enum wave_state)i;
	die("the database has a wave in the unknown state %s", name);
}

/* False when there are none. */
static bool
read_bytes(const struct rows *rows, int column, unsigned char *out, size_t len)
{
	const unsigned char *bytes;
	size_t got;

	if (rows_null(rows, 0, column))
		return false;
	bytes = rows_bytes(rows, 0, column, &got);
	REQUIRE(got == len);
	memcpy(out, bytes, len);
	return true;
}

enum outcome
store_box_find(struct db *db, const char *wave, struct box *out)
{
	const struct param params[] = { PARAM_TEXT(wave) };
	struct rows *rows = NULL;
	struct box box = { .made = false };
	enum outcome outcome;

	outcome = db_run(db, SQL_BOX_FIND, params, 1, &rows);
	if (outcome != DONE)
		return outcome;
	if (rows_count(rows) == 0) {
		rows_free(rows);
		return ABSENT;
	}
	text_copy(box.wave_id, sizeof(box.wave_id), rows_text(rows, 0, 0));
	box.state = state_named(rows_text(rows, 0, 1));
	box.needed = (size_t)rows_int(rows, 0, 2);
	box.made = read_bytes(rows, 3, box.public_key, 32) &&
	    read_bytes(rows, 5, box.result_public, 32);
	box.has_list_key = read_bytes(rows, 4, box.list_public_key, 32);
	rows_free(rows);
	*out = box;
	return DONE;
}

enum outcome
store_box_wave(struct db *db, const char *wave_id, struct wave **out)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *rows = NULL;
	enum outcome outcome;

	outcome = db_run(db, SQL_BOX_DOCUMENT, params, 1, &rows);
	if (outcome != DONE)
		return outcome;
	if (rows_count(rows) != 1 || rows_null(rows, 0, 0))
		outcome = ABSENT;
	else
		outcome = wave_from_document(rows_text(rows, 0, 0),
		    rows_len(rows, 0, 0), out);
	rows_free(rows);
	return outcome;
}

enum outcome
store_box_set_keys(struct db *db, const char *wave_id,
    const unsigned char *public_key, const unsigned char *result_public)
{
	struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_NULL, PARAM_NULL,
	};

	if (public_key != NULL) {
		params[1] = (struct param)PARAM_BYTES(public_key, 32);
		params[2] = (struct param)PARAM_BYTES(result_public, 32);
	}
	return db_run(db, SQL_BOX_SET_KEYS, params, 3, NULL);
}

enum outcome
store_box_counted(struct db *db, const char *wave_id)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *rows = NULL;
	enum outcome outcome;

	outcome = db_run(db, SQL_BOX_COUNTED, params, 1, &rows);
	if (outcome == DONE && rows_count(rows) != 1)
		outcome = ABSENT;
	rows_free(rows);
	return outcome;
}

enum outcome
store_box_check(struct db *db, const char *wave_id, struct box_check *out)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *rows = NULL;
	enum outcome outcome;

	outcome = db_run(db, SQL_BOX_CHECK, params, 1, &rows);
	if (outcome == DONE && rows_count(rows) == 0)
		outcome = ABSENT;
	if (outcome == DONE) {
		out->genuine = (size_t)rows_int(rows, 0, 0);
		(void)read_bytes(rows, 1, out->genuine_hash, 32);
		out->is_signed = !rows_null(rows, 0, 2) && read_bytes(rows, 3,
		    out->signature, 64);
		if (out->is_signed)
			text_add(&out->list, rows_text(rows, 0, 2),
			    rows_len(rows, 0, 2));
	}
	rows_free(rows);
	return outcome;
}

void
box_check_free(struct box_check *c)
{
	text_free(&c->list);
}
