/*
 * letter_progress.c - how far letters are. Refuses to know single letters.
 */
#include "storage/letter_progress.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"

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
	p->ends = rows_time(r, row, 7);
	p->letters = (long)rows_int(r, row, 8);
	p->accepted = (long)rows_int(r, row, 9);
	p->given_up = (long)rows_int(r, row, 10);
}

enum outcome
store_letter_progress(struct db *db, const char *wave_id,
    struct progress_row **out, size_t *count, bool *paused)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct progress_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_LETTER_PROGRESS, params, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		read_progress(&list[i], r, i);
	*count = rows_count(r);
	*paused = *count > 0 && rows_bool(r, 0, 11);
	*out = list;
	rows_free(r);
	return DONE;
}

enum outcome
store_letter_waiting(struct db *db, const char *wave_id,
    struct waiting_row **out, size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct waiting_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_LETTER_WAITING, params, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].function_group,
		    sizeof(list[i].function_group), rows_text(r, i, 0));
		list[i].count = (long)rows_int(r, i, 1);
	}
	*count = rows_count(r);
	*out = list;
	rows_free(r);
	return DONE;
}
