/*
 * start_wave.c - from ready to open, in one transaction. Groups and their
 * members are frozen from here on.
 */
#include "actions/start_wave.h"

#include <stdlib.h>

#include "actions/check_sending.h"
#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/merge_groups.h"
#include "actions/read_plan.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/keyfile.h"
#include "domain/plan.h"
#include "storage/function_group.h"
#include "storage/invitee.h"
#include "storage/run_plan.h"
#include "storage/wave_work.h"

struct start {
	struct db *db;
	const struct config *config;
	struct plan plan;
	struct wave_row wave;
	struct group_rows groups;
	struct run_row *rows;		/* owned */
	size_t row_count;
	struct text *said;
	struct problem *why;
	time_t now;
};

static enum outcome
check(struct start *s)
{
	long people = 0;

	for (size_t i = 0; i < s->groups.count; i++)
		people += s->groups.list[i].people;
	if (s->now >= s->wave.closes_at)
		return problem_set(s->why, PROBLEM_STATE, "De sluitingsdatum "
		    "van deze meting is al voorbij.");
	if (people == 0)
		return problem_set(s->why, PROBLEM_STATE, "Er zijn nog geen "
		    "genodigden (aoj invitees import).");
	return DONE;
}

static enum outcome
freeze(struct start *s)
{
	struct text from = { 0 }, into = { 0 };
	enum outcome o;

	for (size_t i = 0; i < s->groups.count; i++) {
		if (s->groups.list[i].merged_into == NULL)
			continue;
		db_array_add(&from, s->groups.list[i].group.code);
		db_array_add(&into, s->groups.list[i].merged_into);
	}
	db_array_end(&from);
	db_array_end(&into);
	o = store_invitations_move(s->db, s->wave.wave_id, &from, &into);
	if (o == DONE)
		o = store_groups_freeze(s->db, s->wave.wave_id, &s->groups);
	text_free(&from);
	text_free(&into);
	return o;
}

static void
say_letters(struct start *s, const struct plan_run *runs, size_t count)
{
	time_t first = runs[0].due_at, last = runs[0].due_at;
	char day[64], from[32], until[32];
	size_t letters = 0;

	for (size_t i = 0; i < count; i++) {
		letters += runs[i].size;
		first = runs[i].due_at < first ? runs[i].due_at : first;
		last = runs[i].due_at > last ? runs[i].due_at : last;
	}
	text_date(day, sizeof(day), first, true);
	text_clock(from, sizeof(from), first);
	text_clock(until, sizeof(until), last);
	text_printf(s->said, "%zu brieven in %zu %s, op %s vanaf %s", letters,
	    count, count == 1 ? "ronde" : "rondes", day, from);
	if (last > first)
		text_printf(s->said, " (de laatste ronde begint om %s)",
		    until);
	text_puts(s->said, ".\n");
}

/* The rows to be of one letter, behind those that are there. */
static void
add_runs(struct start *s, const struct plan_letter *l, time_t next,
    const struct plan_run *runs, size_t count)
{
	struct run_row *rows = realloc(s->rows,
	    (s->row_count + count + 1) * sizeof(*rows));
	int64_t place = 1;

	if (rows == NULL)
		die("out of memory");
	s->rows = rows;
	for (size_t i = 0; i < count; i++) {
		struct run_row *row = &rows[s->row_count++];

		if (runs[i].part == 1)
			place = 1;
		crypto_uuid(row->mail_run_id);
		row->kind = l->kind;
		row->function_group = s->groups.groups[runs[i].group].code;
		row->part = runs[i].part;
		row->due_at = runs[i].due_at;
		row->ends_at = plan_slot_end_before(&s->plan, row->due_at,
		    (time_t)s->config->mail_give_up * 3600, next,
		    s->wave.closes_at);
		row->wanted = l->wanted;
		row->moved = l->why;
		row->first = place;
		place += (int64_t)runs[i].size;
	}
}

/* Every kind in runs of its own, its people in another order. */
static void
plan_one(struct start *s, const struct plan_letter *l, time_t next,
    const size_t *sizes)
{
	struct plan_run *runs = NULL;
	size_t count = 0;

	if (!l->dropped) {
		plan_runs(&s->plan, sizes, s->groups.count, l->from,
		    crypto_random_below, &runs, &count);
		add_runs(s, l, next, runs, count);
	}
	if (plan_kind_place(l->kind) == 0)
		say_letters(s, runs, count);
	else
		plan_letter_print(l, "", s->said);
	free(runs);
}

/* When the letter after this one begins to leave; 0: there is none. */
static time_t
next_letter(const struct plan_calendar *c, size_t i)
{
	for (i++; i < c->count; i++)
		if (!c->letters[i].dropped)
			return c->letters[i].from;
	return 0;
}

static enum outcome
plan_letters(struct start *s)
{
	size_t *sizes = calloc(s->groups.count + 1, sizeof(*sizes));
	struct plan_calendar calendar;
	enum outcome o = read_plan(&s->wave, &s->plan);

	if (sizes == NULL)
		die("out of memory");
	if (o != DONE)
		goto out;
	for (size_t i = 0; i < s->groups.count; i++)
		if (s->groups.list[i].merged_into == NULL)
			sizes[i] = (size_t)s->groups.list[i].invited;
	plan_calendar(&s->plan, s->wave.opens_at > s->now ? s->wave.opens_at :
	    s->now, s->wave.closes_at, &calendar);
	if (calendar.letters[0].dropped)
		o = problem_set(s->why, PROBLEM_STATE, "De brieven "
		    "zouden pas na de sluitingsdatum vertrekken.");
	for (size_t i = 0; o == DONE && i < calendar.count; i++)
		plan_one(s, &calendar.letters[i],
		    next_letter(&calendar, i), sizes);
	if (o == DONE)
		o = store_runs_insert(s->db, s->wave.wave_id, s->rows,
		    s->row_count);
out:
	free(sizes);
	return o;
}

/* Whether a start would be of use; first, since asking a server takes its
 * time and nobody should wait for a wave that is held. What cannot start
 * anyway is not asked about. */
static enum outcome
check_way_out(const struct start *s, const struct config *config)
{
	struct wave *w = NULL;
	enum outcome o;

	if (s->wave.state != WAVE_READY || s->now >= s->wave.closes_at)
		return DONE;
	o = store_wave_work_read(s->db, s->wave.wave_id, &w);
	if (o == ABSENT)
		o = log_failed("wave %s is gone", s->wave.wave_id);
	if (o == DONE)
		o = check_sender(config, w, s->said, s->why);
	if (o == DONE)
		o = check_returns(config, w, s->why);
	if (o == DONE)
		o = check_server(config, w, s->said, s->why);
	wave_free(w);
	return o;
}

enum outcome
start_wave(struct db *db, const struct config *config, const char *code,
    const char *who, time_t now, struct text *said, struct problem *why)
{
	struct start s = { .db = db, .config = config, .said = said,
	    .why = why, .now = now };
	enum outcome o = find_wave(db, code, &s.wave, why);

	if (o != DONE)
		return o;
	crypto_open();
	o = check_way_out(&s, config);
	if (o != DONE) {
		store_wave_free(&s.wave);
		return o;
	}
	o = db_begin(db);
	if (o == DONE)
		o = hold_wave(db, &s.wave, WAVE_READY, WAVE_READY, why);
	if (o == DONE)
		o = store_groups(db, s.wave.wave_id, &s.groups);
	if (o == DONE)
		o = check(&s);
	if (o == DONE)
		o = merge_groups(&s.groups, s.wave.trial, said, why);
	if (o == DONE)
		o = freeze(&s);
	if (o == DONE)
		o = plan_letters(&s);
	if (o == DONE)
		o = store_wave_open(db, s.wave.wave_id);
	if (o == DONE)
		o = store_wave_notify(db, s.wave.wave_id);
	if (o == DONE)
		o = write_audit(db, now, who, "start_wave", s.wave.wave_id,
		    "{}");
	o = end_transaction(db, o, "start_wave", why);
	free(s.rows);
	store_groups_free(&s.groups);
	store_wave_free(&s.wave);
	return o;
}
