/*
 * letter_total.c - totals per kind and group. Refuses to open a tally.
 */
#include "storage/letter_total.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

enum outcome
store_letter_total_lock(struct db *db, const struct mail_run *run)
{
	struct text name = { 0 };
	enum outcome o;

	text_printf(&name, "%s %s %s", run->wave_id, run->kind,
	    run->function_group);
	o = db_run(db, SQL_LETTER_TOTAL_LOCK,
	    (const struct param[]){ PARAM_TEXT(name.bytes) }, 1, NULL);
	text_free(&name);
	return o;
}

static void
read_tally(struct tally_row *t, const struct rows *r, size_t row)
{
	const unsigned char *sealed;

	text_copy(t->mail_run_id, sizeof(t->mail_run_id),
	    rows_text(r, row, 0));
	if (rows_null(r, row, 1))
		return;
	sealed = rows_bytes(r, row, 1, &t->sealed_len);
	t->sealed = malloc(t->sealed_len + 1);
	if (t->sealed == NULL)
		die("out of memory");
	memcpy(t->sealed, sealed, t->sealed_len);
}

enum outcome
store_tallies(struct db *db, const struct mail_run *run,
    struct tally_row **out, size_t *count)
{
	const struct param params[] = {
		PARAM_TEXT(run->wave_id), PARAM_TEXT(run->kind),
		PARAM_TEXT(run->function_group),
	};
	struct tally_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_LETTER_TOTAL_TALLIES, params, 3, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o != DONE)
		goto out;
	list = calloc(rows_count(r), sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		read_tally(&list[i], r, i);
	*count = rows_count(r);
	*out = list;
out:
	rows_free(r);
	return o;
}

void
store_tallies_free(struct tally_row *tallies, size_t count)
{
	if (tallies == NULL)
		return;
	for (size_t i = 0; i < count; i++)
		free(tallies[i].sealed);
	free(tallies);
}

enum outcome
store_letter_total_add(struct db *db, const struct mail_run *run,
    int64_t letters, int64_t sent, int64_t given_up)
{
	const struct param params[] = {
		PARAM_TEXT(run->wave_id), PARAM_TEXT(run->kind),
		PARAM_TEXT(run->function_group), PARAM_INT(letters),
		PARAM_INT(sent), PARAM_INT(given_up),
	};

	return db_run(db, SQL_LETTER_TOTAL_ADD, params, 6, NULL);
}

static time_t
time_or_none(const struct rows *r, size_t row, int column)
{
	return rows_null(r, row, column) ? 0 : rows_time(r, row, column);
}

static void
read_progress(struct progress_row *p, const struct rows *r, size_t row)
{
	text_copy(p->kind, sizeof(p->kind), rows_text(r, row, 0));
	text_copy(p->function_group, sizeof(p->function_group),
	    rows_text(r, row, 1));
	p->due = (long)rows_int(r, row, 2);
	p->claimed = (long)rows_int(r, row, 3);
	p->settled = (long)rows_int(r, row, 4);
	p->first_due = rows_time(r, row, 5);
	p->next_due = time_or_none(r, row, 6);
	p->settled_at = time_or_none(r, row, 7);
	p->letters = (long)rows_int(r, row, 8);
	p->accepted = (long)rows_int(r, row, 9);
	p->given_up = (long)rows_int(r, row, 10);
	p->has_total = !rows_null(r, row, 11);
	if (p->has_total) {
		p->total_sent = (long)rows_int(r, row, 11);
		p->total_given_up = (long)rows_int(r, row, 12);
	}
}

enum outcome
store_letter_progress(struct db *db, const char *wave_id,
    struct progress_row **out, size_t *count, bool *paused)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct progress_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_LETTER_TOTAL_PROGRESS, params, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		read_progress(&list[i], r, i);
	*count = rows_count(r);
	*paused = *count > 0 && rows_bool(r, 0, 13);
	*out = list;
	rows_free(r);
	return DONE;
}
