/*
 * run_plan.c - writes, lists and moves runs of letters. Refuses to know who is
 * in a run.
 */
#include "storage/run_plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

static void
add_number(struct text *array, int64_t n)
{
	char number[24];

	snprintf(number, sizeof(number), "%" PRId64, n);
	db_array_add(array, number);
}

static void
add_day(struct text *array, time_t t)
{
	struct local_time l = clock_local(t);
	char day[40];

	snprintf(day, sizeof(day), "%04d-%02d-%02d", l.year, l.month, l.day);
	db_array_add(array, day);
}

enum { ID, KIND, GROUP, PART, DUE, ENDS, WANTED, MOVED, FIRST, ARRAYS };

static void
fill(struct text a[ARRAYS], const struct run_row *runs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		db_array_add(&a[ID], runs[i].mail_run_id);
		db_array_add(&a[KIND], runs[i].kind);
		db_array_add(&a[GROUP], runs[i].function_group);
		add_number(&a[PART], runs[i].part);
		add_number(&a[DUE], runs[i].due_at);
		add_number(&a[ENDS], runs[i].ends_at);
		add_day(&a[WANTED], runs[i].wanted);
		db_array_add(&a[MOVED],
		    *runs[i].moved == '\0' ? NULL : runs[i].moved);
		add_number(&a[FIRST], runs[i].first);
	}
	for (size_t i = 0; i < ARRAYS; i++)
		db_array_end(&a[i]);
}

enum outcome
store_runs_insert(struct db *db, const char *wave_id,
    const struct run_row *runs, size_t count)
{
	struct text a[ARRAYS] = { { 0 } };
	enum outcome o;

	fill(a, runs, count);
	const struct param run[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(a[ID].bytes),
		PARAM_TEXT(a[KIND].bytes), PARAM_TEXT(a[GROUP].bytes),
		PARAM_TEXT(a[PART].bytes), PARAM_TEXT(a[DUE].bytes),
		PARAM_TEXT(a[ENDS].bytes),
		PARAM_TEXT(a[WANTED].bytes), PARAM_TEXT(a[MOVED].bytes),
	};
	const struct param letter[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(a[ID].bytes),
		PARAM_TEXT(a[KIND].bytes), PARAM_TEXT(a[GROUP].bytes),
		PARAM_TEXT(a[FIRST].bytes),
	};
	o = db_run(db, SQL_MAIL_RUN_INSERT, run, 9, NULL);
	if (o == DONE)
		o = db_run(db, SQL_LETTER_INSERT, letter, 5, NULL);
	for (size_t i = 0; i < ARRAYS; i++)
		text_free(&a[i]);
	return o;
}

static enum run_state
state_named(const char *name)
{
	static const char *const names[] = { [RUN_DUE] = "due",
	    [RUN_CLAIMED] = "claimed", [RUN_SETTLED] = "settled" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return (enum run_state)i;
	die("the database has a run in the unknown state %s", name);
}

static void
read_row(struct planned_run *p, const struct rows *r, size_t row)
{
	text_copy(p->mail_run_id, sizeof(p->mail_run_id),
	    rows_text(r, row, 0));
	text_copy(p->kind, sizeof(p->kind), rows_text(r, row, 1));
	text_copy(p->function_group, sizeof(p->function_group),
	    rows_text(r, row, 2));
	p->part = (int)rows_int(r, row, 3);
	p->due_at = rows_time(r, row, 4);
	p->ends_at = rows_time(r, row, 5);
	p->state = state_named(rows_text(r, row, 6));
	if (!rows_null(r, row, 7))
		p->settled_at = rows_time(r, row, 7);
	if (!rows_null(r, row, 8))
		p->wanted = clock_from_date(rows_text(r, row, 8));
	if (!rows_null(r, row, 9))
		text_copy(p->moved, sizeof(p->moved), rows_text(r, row, 9));
	p->letters = (long)rows_int(r, row, 10);
}

enum outcome
store_runs_planned(struct db *db, const char *wave_id,
    struct planned_run **out, size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct planned_run *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_RUN_PLAN_LIST, params, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		read_row(&list[i], r, i);
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

enum outcome
store_runs_move(struct db *db, const char *wave_id,
    const struct planned_run *runs, size_t count, const char *moved)
{
	struct text ids = { 0 }, times = { 0 }, ends = { 0 };
	struct rows *r = NULL;
	enum outcome o;

	for (size_t i = 0; i < count; i++) {
		db_array_add(&ids, runs[i].mail_run_id);
		add_number(&times, runs[i].due_at);
		add_number(&ends, runs[i].ends_at);
	}
	db_array_end(&ids);
	db_array_end(&times);
	db_array_end(&ends);
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(ids.bytes),
		PARAM_TEXT(times.bytes), PARAM_TEXT(ends.bytes),
		PARAM_TEXT(moved),
	};
	o = db_run(db, SQL_RUN_PLAN_MOVE, params, 5, &r);
	if (o == DONE && rows_count(r) != count)
		o = REFUSED;
	rows_free(r);
	text_free(&ids);
	text_free(&times);
	text_free(&ends);
	return o;
}

enum outcome
store_runs_resume(struct db *db, const char *wave_id, time_t ends_at)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TIME(ends_at),
	};

	return db_run(db, SQL_RUN_PLAN_RESUME, params, 2, NULL);
}

enum outcome
store_runs_cut(struct db *db, const char *wave_id, const char *kind,
    time_t from)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(kind), PARAM_TIME(from),
	};

	return db_run(db, SQL_RUN_PLAN_CUT, params, 3, NULL);
}
