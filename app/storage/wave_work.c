/*
 * wave_work.c - waves as post sees them. Refuses to know any key.
 */
#include "storage/wave_work.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

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

static time_t
time_or_none(const struct rows *r, size_t row, int column)
{
	return rows_null(r, row, column) ? 0 : rows_time(r, row, column);
}

static void
read_plan(struct wave_work *w, const struct rows *r, size_t row, int column)
{
	const char *json = rows_null(r, row, column) ? "{}" :
	    rows_text(r, row, column);

	w->has_plan = plan_from_settings(&w->plan, json, strlen(json)) ==
	    DONE;
}

static void
copy_32_bytes(unsigned char out[32], const struct rows *r, size_t row,
    int column)
{
	size_t len;
	const unsigned char *bytes = rows_bytes(r, row, column, &len);

	REQUIRE(len == 32);
	memcpy(out, bytes, len);
}

static void
read_row(struct wave_work *w, const struct rows *r, size_t row)
{
	text_copy(w->wave_id, sizeof(w->wave_id), rows_text(r, row, 0));
	w->state = state_named(rows_text(r, row, 1));
	w->closes_at = rows_time(r, row, 2);
	w->paused = rows_bool(r, row, 3);
	w->has_key = !rows_null(r, row, 4) && !rows_null(r, row, 12);
	if (w->has_key) {
		copy_32_bytes(w->link_key_hash, r, row, 4);
		copy_32_bytes(w->list_public_key, r, row, 12);
	}
	w->checked = rows_bool(r, row, 5);
	w->next_due = time_or_none(r, row, 6);
	w->next_lease = time_or_none(r, row, 7);
	w->later_due = time_or_none(r, row, 8);
	w->invites = rows_bool(r, row, 9);
	w->rested_at = time_or_none(r, row, 10);
	read_plan(w, r, row, 11);
}

static enum outcome
read_lacks_links(struct db *db, struct wave_work *w)
{
	const struct param params[] = { PARAM_TEXT(w->wave_id) };
	struct rows *r = NULL;
	enum outcome o;

	if (w->state != WAVE_OPEN || w->next_due == 0)
		return DONE;
	o = db_run(db, SQL_WAVE_WORK_LACKS_LINKS, params, 1, &r);
	if (o == DONE)
		w->lacks_links = rows_bool(r, 0, 0);
	rows_free(r);
	return o;
}

enum outcome
store_wave_work(struct db *db, time_t now, struct wave_work **out,
    size_t *count)
{
	const struct param params[] = { PARAM_TIME(now) };
	struct rows *r = NULL;
	struct wave_work *list;
	enum outcome o = db_run(db, SQL_WAVE_WORK, params, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; o == DONE && i < rows_count(r); i++) {
		read_row(&list[i], r, i);
		o = read_lacks_links(db, &list[i]);
	}
	if (o == DONE) {
		*count = rows_count(r);
		*out = list;
	} else {
		free(list);
	}
	rows_free(r);
	return o;
}

enum outcome
store_wave_work_set_keys(struct db *db, const char *wave_id,
    const unsigned char link_key_hash[32],
    const unsigned char list_public_key[32])
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_BYTES(link_key_hash, 32),
		PARAM_BYTES(list_public_key, 32),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_WAVE_WORK_SET_KEYS, params, 3, &r);

	if (o == DONE && rows_count(r) == 0)
		o = REFUSED;
	rows_free(r);
	return o;
}

enum outcome
store_wave_work_close(struct db *db, const char *wave_id, time_t now)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TIME(now),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_WAVE_WORK_CLOSE, params, 2, &r);

	if (o == DONE && !rows_bool(r, 0, 0))
		o = ABSENT;
	rows_free(r);
	return o;
}

enum outcome
store_wave_work_find(struct db *db, const char *code, char wave_id[37])
{
	const struct param params[] = { PARAM_TEXT(code) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_WAVE_WORK_BY_CODE, params, 1, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o == DONE)
		text_copy(wave_id, 37, rows_text(r, 0, 0));
	rows_free(r);
	return o;
}

static enum outcome
read_document(const struct rows *r, struct wave **out)
{
	return wave_from_document(rows_text(r, 0, 0), rows_len(r, 0, 0), out);
}

enum outcome
store_wave_work_read(struct db *db, const char *wave_id, struct wave **out)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_WAVE_WORK_DOCUMENT, params, 1, &r);

	if (o != DONE)
		return o;
	if (rows_count(r) != 1 || rows_null(r, 0, 0))
		o = ABSENT;
	else
		o = read_document(r, out);
	rows_free(r);
	return o;
}

enum outcome
store_wave_work_keep(struct db *db, const char *wave_id, struct wave **kept)
{
	bool same = *kept != NULL && strcmp((*kept)->wave_id, wave_id) == 0;
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_INT(same ? (*kept)->revision : -1),
	};
	struct wave *now = NULL;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_WAVE_WORK_CHANGED, params, 2, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o == DONE && !rows_null(r, 0, 0))
		o = read_document(r, &now);
	if (now != NULL) {
		wave_free(*kept);
		*kept = now;
	}
	rows_free(r);
	return o;
}
