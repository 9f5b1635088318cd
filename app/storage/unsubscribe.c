/*
 * unsubscribe.c - askings for no more mail, and what was decided. Refuses to
 * know when too many came at once.
 */
#include "storage/unsubscribe.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const char *const reasons[] = {
	[UNSUBSCRIBE_RUN] = "run", [UNSUBSCRIBE_DOMAIN] = "domain",
};

enum outcome
store_unsubscribe_ask(struct db *db, const unsigned char hash[32], time_t now)
{
	const struct param params[] = {
		PARAM_BYTES(hash, 32), PARAM_TIME(now),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_UNSUBSCRIBE_ASK, params, 2, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	rows_free(r);
	return o;
}

enum outcome
store_unsubscribe_lock(struct db *db, const char *wave_id)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };

	return db_run(db, SQL_UNSUBSCRIBE_LOCK, params, 1, NULL);
}

enum outcome
store_unsubscribe_first(struct db *db, const char *wave_id, time_t *out)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_UNSUBSCRIBE_FIRST, params, 1, &r);

	if (o == DONE)
		*out = rows_null(r, 0, 0) ? 0 : rows_time(r, 0, 0);
	rows_free(r);
	return o;
}

/* What both lists begin with: invitation, time, invitee, record. */
static void
read_person(struct unsubscribe_row *u, const struct rows *r, size_t row)
{
	const unsigned char *sealed = rows_bytes(r, row, 3, &u->sealed_len);

	text_copy(u->invitation_id, sizeof(u->invitation_id),
	    rows_text(r, row, 0));
	u->asked_at = rows_time(r, row, 1);
	text_copy(u->invitee_id, sizeof(u->invitee_id), rows_text(r, row, 2));
	u->sealed = malloc(u->sealed_len + 1);
	if (u->sealed == NULL)
		die("out of memory");
	memcpy(u->sealed, sealed, u->sealed_len);
}

static struct unsubscribe_row *
new_list(const struct rows *r)
{
	struct unsubscribe_row *list = calloc(rows_count(r) + 1,
	    sizeof(*list));

	if (list == NULL)
		die("out of memory");
	return list;
}

enum outcome
store_unsubscribes_since(struct db *db, const char *wave_id, time_t since,
    struct unsubscribe_row **out, size_t *count)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TIME(since),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_UNSUBSCRIBE_SINCE, params, 2, &r);

	if (o != DONE)
		return o;
	*out = new_list(r);
	*count = rows_count(r);
	for (size_t i = 0; i < *count; i++) {
		struct unsubscribe_row *u = &(*out)[i];

		read_person(u, r, i);
		u->undecided = rows_bool(r, i, 4);
		if (!rows_null(r, i, 5))
			text_copy(u->mail_run_id, sizeof(u->mail_run_id),
			    rows_text(r, i, 5));
		u->run_letters = (size_t)rows_int(r, i, 6);
	}
	rows_free(r);
	return DONE;
}

enum outcome
store_unsubscribes_waiting(struct db *db, const char *wave_id,
    struct unsubscribe_row **out, size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_UNSUBSCRIBE_WAITING, params, 1, &r);

	if (o != DONE)
		return o;
	*out = new_list(r);
	*count = rows_count(r);
	for (size_t i = 0; i < *count; i++) {
		struct unsubscribe_row *u = &(*out)[i];

		read_person(u, r, i);
		u->held = strcmp(rows_text(r, i, 4),
		    reasons[UNSUBSCRIBE_RUN]) == 0 ? UNSUBSCRIBE_RUN :
		    UNSUBSCRIBE_DOMAIN;
		text_copy(u->function_group, sizeof(u->function_group),
		    rows_text(r, i, 5));
	}
	rows_free(r);
	return DONE;
}

enum outcome
store_unsubscribes_waiting_count(struct db *db, const char *wave_id,
    size_t *out)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_UNSUBSCRIBE_WAITING_COUNT, params, 1,
	    &r);

	if (o == DONE)
		*out = (size_t)rows_int(r, 0, 0);
	rows_free(r);
	return o;
}

void
store_unsubscribes_free(struct unsubscribe_row *rows, size_t count)
{
	for (size_t i = 0; rows != NULL && i < count; i++)
		free(rows[i].sealed);
	free(rows);
}

/* Columns of rows as arrays of db_array. */
struct columns {
	struct text ids, times, reasons;
};

static struct columns
columns_of(const struct unsubscribe_row *const *rows, size_t count)
{
	struct columns c = { { 0 }, { 0 }, { 0 } };
	char number[24];

	for (size_t i = 0; i < count; i++) {
		(void)snprintf(number, sizeof(number), "%" PRId64,
		    (int64_t)rows[i]->asked_at);
		db_array_add(&c.ids, rows[i]->invitation_id);
		db_array_add(&c.times, number);
		db_array_add(&c.reasons, reasons[rows[i]->held]);
	}
	db_array_end(&c.ids);
	db_array_end(&c.times);
	db_array_end(&c.reasons);
	return c;
}

static void
columns_free(struct columns *c)
{
	text_free(&c->ids);
	text_free(&c->times);
	text_free(&c->reasons);
}

enum outcome
store_unsubscribes_confirm(struct db *db, const char *wave_id,
    const struct unsubscribe_row *const *rows, size_t count)
{
	struct columns c = columns_of(rows, count);
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(c.ids.bytes),
	};
	enum outcome o = db_run(db, SQL_UNSUBSCRIBE_CONFIRM, params, 2, NULL);

	columns_free(&c);
	return o;
}

enum outcome
store_unsubscribes_dismiss(struct db *db, const char *wave_id,
    const struct unsubscribe_row *const *rows, size_t count)
{
	struct columns c = columns_of(rows, count);
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(c.ids.bytes),
		PARAM_TEXT(c.times.bytes),
	};
	enum outcome o = db_run(db, SQL_UNSUBSCRIBE_DISMISS, params, 3, NULL);

	columns_free(&c);
	return o;
}

enum outcome
store_unsubscribes_hold(struct db *db, const char *wave_id,
    const struct unsubscribe_row *const *rows, size_t count, time_t now)
{
	struct columns c = columns_of(rows, count);
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TIME(now), PARAM_TEXT(c.ids.bytes),
		PARAM_TEXT(c.times.bytes), PARAM_TEXT(c.reasons.bytes),
	};
	enum outcome o = db_run(db, SQL_UNSUBSCRIBE_HOLD, params, 5, NULL);

	columns_free(&c);
	return o;
}

enum outcome
store_unsubscribes_read(struct db *db, const char *wave_id)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };

	return db_run(db, SQL_UNSUBSCRIBE_READ, params, 1, NULL);
}
