/*
 * show_plan.c - the calendar in words. After the start it is read from the
 * runs, not computed again: they may have been moved.
 */
#include "actions/show_plan.h"

#include <stdlib.h>
#include <string.h>

#include "actions/find_wave.h"
#include "actions/merge_groups.h"
#include "actions/read_plan.h"
#include "base/log.h"
#include "storage/function_group.h"
#include "storage/run_plan.h"

struct show {
	struct wave_row wave;
	struct group_rows groups;
	struct plan plan;
	struct planned_run *runs;	/* after the start */
	size_t run_count;
	time_t now;
	struct text *out;
};

static void
say_group(struct text *out, const char *name, long letters, size_t runs)
{
	if (letters > 0)
		text_printf(out, "  %s: %ld %s in %zu %s\n", name, letters,
		    letters == 1 ? "brief" : "brieven", runs,
		    runs == 1 ? "ronde" : "rondes");
}

/* ---- before the start ---- */

static void
say_groups_to_be(struct show *s)
{
	for (size_t i = 0; i < s->groups.count; i++) {
		const struct group_row *g = &s->groups.list[i];
		size_t size = (size_t)g->invited;

		if (g->merged_into == NULL)
			say_group(s->out, g->group.name, g->invited,
			    plan_part_count(size));
	}
}

static enum outcome
show_to_be(struct show *s, struct problem *why)
{
	struct plan_calendar calendar;
	time_t opens = s->wave.opens_at > s->now ? s->wave.opens_at : s->now;
	enum outcome o = merge_groups(&s->groups, s->wave.trial, s->out, why);

	if (o != DONE)
		return o;
	plan_calendar(&s->plan, opens, s->wave.closes_at, &calendar);
	for (size_t i = 0; i < calendar.count; i++) {
		plan_letter_print(&calendar.letters[i], "", s->out);
		if (!calendar.letters[i].dropped)
			say_groups_to_be(s);
	}
	return DONE;
}

/* ---- after the start ---- */

/* The runs of one kind, as one letter. */
struct sight {
	struct plan_letter letter;
	size_t runs, due, settled, late, unsent;
};

static void
look(const struct show *s, const char *kind, struct sight *out)
{
	struct plan_letter *l = &out->letter;

	for (size_t i = 0; i < s->run_count; i++) {
		const struct planned_run *r = &s->runs[i];

		if (strcmp(r->kind, kind) != 0)
			continue;
		if (out->runs++ == 0) {
			l->from = l->until = r->due_at;
			l->wanted = r->wanted == 0 ? r->due_at : r->wanted;
			text_copy(l->why, sizeof(l->why), r->moved);
		}
		l->from = r->due_at < l->from ? r->due_at : l->from;
		l->until = r->due_at > l->until ? r->due_at : l->until;
		out->due += r->state == RUN_DUE;
		out->settled += r->state == RUN_SETTLED;
		out->late += r->state == RUN_DUE &&
		    s->now - r->due_at > PLAN_RUN_SECONDS;
		out->unsent += r->state == RUN_SETTLED &&
		    r->settled_at >= s->wave.closes_at;
	}
}

static const char *
state_of(const struct sight *seen)
{
	if (seen->unsent == seen->runs)
		return "niet meer verstuurd: de meting was gesloten";
	if (seen->settled == seen->runs)
		return "verstuurd";
	return seen->due == seen->runs ? "gepland" : "wordt verstuurd";
}

static void
say_groups_as_they_are(struct show *s, const char *kind)
{
	for (size_t i = 0; i < s->groups.count; i++) {
		long letters = 0;
		size_t runs = 0;

		for (size_t k = 0; k < s->run_count; k++) {
			const struct planned_run *r = &s->runs[k];

			if (strcmp(r->kind, kind) != 0 ||
			    strcmp(r->function_group,
			    s->groups.groups[i].code) != 0)
				continue;
			letters += r->letters;
			runs++;
		}
		say_group(s->out, s->groups.groups[i].name, letters, runs);
	}
}

static void
say_letter(struct show *s, const char *kind)
{
	struct sight seen = { .letter = { .kind = kind } };

	look(s, kind, &seen);
	if (seen.runs == 0) {
		text_printf(s->out, "Vervallen bij de start, te dicht bij de "
		    "sluiting: %s.\n", plan_kind_words(kind));
		return;
	}
	plan_letter_print(&seen.letter, state_of(&seen), s->out);
	if (seen.late > 0 && s->wave.state == WAVE_OPEN)
		text_puts(s->out, "  Had al weg moeten zijn; gaat zodra het "
		    "mag.\n");
	say_groups_as_they_are(s, kind);
}

static enum outcome
show_as_it_is(struct show *s, struct db *db)
{
	struct plan_calendar calendar;
	enum outcome o = store_runs_planned(db, s->wave.wave_id, &s->runs,
	    &s->run_count);

	if (o != DONE)
		return o;
	if (s->wave.paused && s->wave.state == WAVE_OPEN)
		text_puts(s->out, "De brieven van deze meting staan stil (aoj "
		    "post resume).\n");
	/* Which letters the plan has; their days are the runs' own. */
	plan_calendar(&s->plan, s->wave.opens_at, s->wave.closes_at,
	    &calendar);
	for (size_t i = 0; i < calendar.count; i++)
		say_letter(s, calendar.letters[i].kind);
	return DONE;
}

enum outcome
show_plan(struct db *db, const char *code, time_t now, struct text *out,
    struct problem *why)
{
	struct show s = { .now = now, .out = out };
	char day[64], hour[32];
	enum outcome o = find_wave(db, code, &s.wave, why);

	if (o == DONE)
		o = read_plan(&s.wave, &s.plan);
	if (o == DONE)
		o = store_groups(db, s.wave.wave_id, &s.groups);
	if (o == DONE) {
		text_printf(out, "%s%s (%s)\n%s\n",
		    s.wave.trial ? "PROEF: " : "", s.wave.title, s.wave.code,
		    s.wave.state < WAVE_OPEN ? "Zo vertrekken de brieven als "
		    "de meting nu wordt gestart:\n" : "");
		o = s.wave.state < WAVE_OPEN ? show_to_be(&s, why) :
		    show_as_it_is(&s, db);
	}
	if (o == DONE) {
		text_date(day, sizeof(day), s.wave.closes_at, true);
		text_clock(hour, sizeof(hour), s.wave.closes_at);
		text_printf(out, "Sluiting: %s, %s\n", day, hour);
	}
	free(s.runs);
	store_groups_free(&s.groups);
	store_wave_free(&s.wave);
	return o;
}
