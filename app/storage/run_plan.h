/*
 * run_plan.h - runs of letters as the office plans, shows and moves them.
 * Nothing here says what became of a letter.
 */
#ifndef STORAGE_RUN_PLAN_H
#define STORAGE_RUN_PLAN_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"

/* A run to be, and a letter in it for everyone of its group from the place
 * `first` to where the next run begins: places are chance, and others for
 * every kind. */
struct run_row {
	char mail_run_id[37];
	const char *kind;
	const char *function_group;
	int part;
	time_t due_at, ends_at;	/* its slot */
	time_t wanted;		/* some time on the day that was meant */
	const char *moved;	/* why it is another, or "" */
	int64_t first;		/* from 1 */
};
/* All runs of a wave at once, with their letters. */
enum outcome store_runs_insert(struct db *db, const char *wave_id,
    const struct run_row *runs, size_t count);

enum run_state { RUN_DUE, RUN_CLAIMED, RUN_SETTLED };

struct planned_run {
	char mail_run_id[37];
	char kind[16];
	char function_group[64];
	int part;
	time_t due_at, ends_at;	/* its slot */
	enum run_state state;
	time_t settled_at;	/* 0 before */
	time_t wanted;		/* 12:00 of that day; 0 when nobody wrote it */
	char moved[1601];	/* or "" */
	long letters;
};
/* In the order of the wave's groups and their parts, without the few who join
 * at the moment of a run; the caller frees. */
enum outcome store_runs_planned(struct db *db, const char *wave_id,
    struct planned_run **out, size_t *count);

/* runs[i] has the new times. REFUSED when one of them has begun: nothing
 * may stay of it, so roll back. */
enum outcome store_runs_move(struct db *db, const char *wave_id,
    const struct planned_run *runs, size_t count, const char *moved);

/* That kind begins to leave then: other slots are over. */
enum outcome store_runs_cut(struct db *db, const char *wave_id,
    const char *kind, time_t from);

/* Letters go on after a pause: reminders that had begun have until ends_at. */
enum outcome store_runs_resume(struct db *db, const char *wave_id,
    time_t ends_at);

#endif
