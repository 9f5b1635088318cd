/*
 * outbox.c - mail to staff on its way, and alerts.
 */
#include "storage/outbox.h"

#include <stdlib.h>

#include "base/log.h"

enum outcome
store_outbox_put(struct db *db, const char *outbox_id,
    const struct text *sealed, time_t now)
{
	const struct param params[] = {
		PARAM_TEXT(outbox_id), PARAM_BYTES(sealed->bytes, sealed->len),
		PARAM_TIME(now),
	};

	return db_run(db, SQL_OUTBOX_PUT, params, 3, NULL);
}

static void
take_bytes(struct text *out, const struct rows *r, size_t row, int column)
{
	size_t len;
	const unsigned char *bytes = rows_bytes(r, row, column, &len);

	text_add(out, (const char *)bytes, len);
}

enum outcome
store_outbox_claim(struct db *db, const char *by, time_t now, time_t until,
    struct outbox_row *out)
{
	const struct param params[] = {
		PARAM_TEXT(by), PARAM_TIME(now), PARAM_TIME(until),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_OUTBOX_CLAIM, params, 3, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o == DONE) {
		text_copy(out->outbox_id, sizeof(out->outbox_id),
		    rows_text(r, 0, 0));
		take_bytes(&out->sealed, r, 0, 1);
		out->put_at = rows_time(r, 0, 2);
		out->tries = (int)rows_int(r, 0, 3);
	}
	rows_free(r);
	return o;
}

enum outcome
store_outbox_end(struct db *db, const char *outbox_id, const char *by)
{
	const struct param params[] = {
		PARAM_TEXT(outbox_id), PARAM_TEXT(by),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_OUTBOX_END, params, 2, &r);

	if (o == DONE && !rows_bool(r, 0, 0))
		o = REFUSED;
	rows_free(r);
	return o;
}

enum outcome
store_outbox_later(struct db *db, const char *outbox_id, const char *by,
    time_t next)
{
	const struct param params[] = {
		PARAM_TEXT(outbox_id), PARAM_TEXT(by), PARAM_TIME(next),
	};

	return db_run(db, SQL_OUTBOX_LATER, params, 3, NULL);
}

enum outcome
store_outbox_back(struct db *db, const struct outbox_row *row, time_t next)
{
	const struct param params[] = {
		PARAM_TEXT(row->outbox_id),
		PARAM_BYTES(row->sealed.bytes, row->sealed.len),
		PARAM_TIME(row->put_at), PARAM_INT(row->tries),
		PARAM_TIME(next),
	};

	return db_run(db, SQL_OUTBOX_BACK, params, 5, NULL);
}

enum outcome
store_outbox_next(struct db *db, time_t *out)
{
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_OUTBOX_NEXT, NULL, 0, &r);

	if (o == DONE)
		*out = rows_null(r, 0, 0) ? 0 : rows_time(r, 0, 0);
	rows_free(r);
	return o;
}

enum outcome
store_alert_add(struct db *db, const char *wave_id,
    const struct alert_row *row)
{
	const struct param params[] = {
		PARAM_TEXT(row->alert_id), PARAM_TEXT(wave_id),
		PARAM_TIME(row->at), PARAM_TEXT(row->what),
		PARAM_BYTES(row->sealed.bytes, row->sealed.len),
	};

	return db_run(db, SQL_ALERT_ADD, params, 5, NULL);
}

enum outcome
store_alert_lately(struct db *db, const char *wave_id, const char *what,
    time_t since, bool *out)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(what), PARAM_TIME(since),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_ALERT_LATELY, params, 3, &r);

	if (o == DONE)
		*out = rows_bool(r, 0, 0);
	rows_free(r);
	return o;
}

enum outcome
store_alerts(struct db *db, const char *wave_id, struct alert_row **out,
    size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct alert_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_ALERT_LIST, params, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].alert_id, sizeof(list[i].alert_id),
		    rows_text(r, i, 0));
		list[i].at = rows_time(r, i, 1);
		text_copy(list[i].what, sizeof(list[i].what),
		    rows_text(r, i, 2));
		take_bytes(&list[i].sealed, r, i, 3);
	}
	*count = rows_count(r);
	*out = list;
	rows_free(r);
	return DONE;
}

void
store_alerts_free(struct alert_row *rows, size_t count)
{
	for (size_t i = 0; rows != NULL && i < count; i++)
		text_free(&rows[i].sealed);
	free(rows);
}
