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
	rows_free(r);
	return DONE;
}

enum outcome
store_mail_run_renew(struct db *db, const char *mail_run_id, const char *by,
    time_t until)
{
	const struct param params[] = {
		PARAM_TEXT(mail_run_id), PARAM_TEXT(by), PARAM_TIME(until),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_MAIL_RUN_RENEW, params, 3, &r);

	if (o == DONE && rows_count(r) == 0)
		o = REFUSED;
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
		PARAM_BYTES(end->tally->bytes, end->tally->len),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_MAIL_RUN_SETTLE, params, 7, &r);

	if (o == REFUSED)
		return log_failed("run %s: the database does not let it be "
		    "settled (%s)", mail_run_id, db_sqlstate(db));
	if (o == DONE && rows_int(r, 0, 0) == 0)
		o = REFUSED;
	rows_free(r);
	return o;
}
