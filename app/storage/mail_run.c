/*
 * mail_run.c - runs of letters. Refuses to know letters and addresses.
 */
#include "storage/mail_run.h"

#include <stdlib.h>

#include "base/log.h"

enum outcome
store_mail_run_claim(struct db *db, const struct mail_run_claim *claim,
    struct mail_run *out)
{
	const struct param params[] = {
		PARAM_TEXT(claim->by), PARAM_TIME(claim->now),
		PARAM_TIME(claim->until), PARAM_TEXT(claim->waves->bytes),
		PARAM_TEXT(claim->orphans->bytes),
		PARAM_TEXT(claim->busy->bytes),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_MAIL_RUN_CLAIM, params, 6, &r);

	if (o != DONE)
		return o;
	if (rows_count(r) == 0) {
		rows_free(r);
		return ABSENT;
	}
	text_copy(out->mail_run_id, sizeof(out->mail_run_id),
	    rows_text(r, 0, 0));
	text_copy(out->wave_id, sizeof(out->wave_id), rows_text(r, 0, 1));
	text_copy(out->kind, sizeof(out->kind), rows_text(r, 0, 2));
	text_copy(out->function_group, sizeof(out->function_group),
	    rows_text(r, 0, 3));
	out->open = rows_bool(r, 0, 4);
	out->ends_at = rows_time(r, 0, 5);
	rows_free(r);
	return DONE;
}

static enum outcome
read_kept(struct db *db, enum sql statement, const struct param *params,
    size_t param_count, struct mail_run_kept **out, size_t *count)
{
	struct mail_run_kept *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, statement, params, param_count, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].mail_run_id, sizeof(list[i].mail_run_id),
		    rows_text(r, i, 0));
		list[i].ends_at = rows_time(r, i, 1);
	}
	*count = rows_count(r);
	*out = list;
	rows_free(r);
	return DONE;
}

enum outcome
store_mail_run_renew(struct db *db, const char *by, time_t until,
    struct mail_run_kept **out, size_t *count)
{
	const struct param params[] = { PARAM_TEXT(by), PARAM_TIME(until) };

	return read_kept(db, SQL_MAIL_RUN_RENEW, params, 2, out, count);
}

enum outcome
store_mail_run_held(struct db *db, const char *by, struct mail_run_kept **out,
    size_t *count)
{
	const struct param params[] = { PARAM_TEXT(by) };

	return read_kept(db, SQL_MAIL_RUN_HELD, params, 1, out, count);
}

enum outcome
store_mail_run_next_due(struct db *db, const struct text *waves, time_t now,
    time_t *out)
{
	const struct param params[] = {
		PARAM_TEXT(waves->bytes), PARAM_TIME(now),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_MAIL_RUN_NEXT_DUE, params, 2, &r);

	if (o == DONE)
		*out = rows_null(r, 0, 0) ? 0 : rows_time(r, 0, 0);
	rows_free(r);
	return o;
}

enum outcome
store_mail_run_settled(struct db *db, const struct text *ids,
    char (**out)[37], size_t *count)
{
	const struct param params[] = { PARAM_TEXT(ids->bytes) };
	char (*list)[37];
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_MAIL_RUN_SETTLED, params, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		text_copy(list[i], sizeof(list[i]), rows_text(r, i, 0));
	*count = rows_count(r);
	*out = list;
	rows_free(r);
	return DONE;
}

enum outcome
store_mail_run_settle(struct db *db, const char *mail_run_id, const char *by,
    const struct mail_run_end *end)
{
	const struct param params[] = {
		PARAM_TEXT(mail_run_id), PARAM_TEXT(by), PARAM_TIME(end->at),
		PARAM_TEXT(end->invitations->bytes),
		PARAM_TEXT(end->outcomes->bytes),
		PARAM_TEXT(end->replies->bytes),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_MAIL_RUN_SETTLE, params, 6, &r);

	if (o == REFUSED)
		return log_failed("run %s: the database does not let it be "
		    "settled (%s)", mail_run_id, db_sqlstate(db));
	if (o == DONE && rows_int(r, 0, 0) == 0)
		o = REFUSED;
	rows_free(r);
	return o;
}

enum outcome
store_mail_run_small(struct db *db, const char *wave_id, time_t now,
    struct text *kind, struct text *group)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TIME(now),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_MAIL_RUN_SMALL, params, 2, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o == DONE) {
		text_puts(kind, rows_text(r, 0, 0));
		text_puts(group, rows_text(r, 0, 1));
	}
	rows_free(r);
	return o;
}
