/*
 * plan_calendar.c - finds each letter its day, and says what was in the way
 * of the day that was meant.
 */
#include "domain/plan.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define LAST_CALL_DAYS 2	/* working days before closing */

static const char apart_words[] = "72 uur na de brief ervoor";
static const char over_words[] = "het verzendvenster van die dag is voorbij";
static const char late_words[] = "te dicht bij de sluiting";

static time_t
later_of(time_t a, time_t b)
{
	return a > b ? a : b;
}

static time_t
at_hour(time_t t, int hour)
{
	struct local_time day = clock_local(t);

	return clock_from_local(day.year, day.month, day.day, hour, 0);
}

/* Each reason once, in the order in which they stood in the way. */
static void
add_reason(char why[PLAN_WHY_MAX], const char *reason)
{
	size_t len = strlen(why), more = strlen(reason);

	for (const char *at = why; *at != '\0';) {
		size_t part = strcspn(at, ",");

		if (part == more && strncmp(at, reason, more) == 0)
			return;
		at += part;
		at += strspn(at, ", ");
	}
	if (len + more + 3 <= PLAN_WHY_MAX)
		(void)snprintf(why + len, PLAN_WHY_MAX - len, "%s%s",
		    len > 0 ? ", " : "", reason);
}

/* What stood in the way on each day from the one meant to the one found. */
static void
explain(const struct plan *p, struct plan_letter *l, time_t wanted)
{
	time_t found = at_hour(l->from, 12), opens, closes;

	for (time_t day = l->wanted; day < found; day = clock_later(day, 1)) {
		const char *barred = plan_day_barred(p, day);

		plan_day_window(p, day, &opens, &closes);
		if (barred != NULL)
			add_reason(l->why, barred);
		else if (!p->any_time && closes - wanted < PLAN_WORTH_IT)
			add_reason(l->why, over_words);
		else
			add_reason(l->why, apart_words);
	}
}

/* wanted: not before; rested: when 72 hours have passed, 0 for the first. */
static void
place(const struct plan *p, struct plan_letter *l, time_t wanted,
    time_t rested)
{
	l->wanted = at_hour(wanted, 12);
	plan_window(p, later_of(wanted, rested), &l->from, &l->until);
	explain(p, l, wanted);
}

static time_t
last_call_day(const struct plan *p, time_t closes)
{
	time_t day = at_hour(closes, 12);

	for (int left = LAST_CALL_DAYS; left > 0;) {
		day = clock_later(day, -1);
		if (plan_day_allowed(p, day))
			left--;
	}
	return day;
}

/* Without a window, letters keep the time of day at which the wave opened. */
static time_t
wanted_at(const struct plan *p, time_t opens, time_t noon)
{
	struct local_time l = clock_local(opens), day = clock_local(noon);

	return p->any_time ? clock_from_local(day.year, day.month, day.day,
	    l.hour, l.minute) + l.second : at_hour(noon, 0);
}

void
plan_calendar(const struct plan *p, time_t opens, time_t closes,
    struct plan_calendar *out)
{
	static const char *const reminders[] = { "reminder_1", "reminder_2",
	    "reminder_3" };
	struct plan_calendar c = { .count = 0 };
	struct plan_letter *l = &c.letters[c.count++];
	time_t rested;

	l->kind = "invitation";
	place(p, l, opens, 0);
	l->dropped = l->from >= closes || l->until > closes;
	rested = l->until + PLAN_APART;
	for (size_t i = 0; i < p->reminder_count + p->last_call; i++) {
		bool last = i == p->reminder_count;

		l = &c.letters[c.count++];
		l->kind = last ? "last_call" : reminders[i];
		place(p, l, wanted_at(p, opens, last ? last_call_day(p,
		    closes) : clock_later(opens, p->reminders[i])), rested);
		l->dropped = l->until > closes - PLAN_NOTICE;
		if (l->dropped)
			add_reason(l->why, late_words);
		else
			rested = l->until + PLAN_APART;
	}
	if (c.letters[0].dropped)
		add_reason(c.letters[0].why, late_words);
	*out = c;
}

static enum outcome
too_soon(struct problem *why, const char *other)
{
	return problem_set(why, PROBLEM_FIELD, "Tussen deze brief en %s moeten "
	    "minstens 72 uur zitten.", other);
}

enum outcome
plan_move(const struct plan *p, time_t noon, const struct plan_gap *gap,
    time_t *from, time_t *until, struct problem *why)
{
	time_t rested = gap->before == 0 ? 0 : gap->before + PLAN_APART;
	const char *barred = plan_day_barred(p, noon);
	time_t opens, closes;
	char day[64];

	plan_day_window(p, noon, &opens, &closes);
	text_date(day, sizeof(day), noon, true);
	if (closes - gap->now < PLAN_WORTH_IT)
		return problem_set(why, PROBLEM_FIELD, "Het verzendvenster "
		    "van %s is voorbij.", day);
	if (barred != NULL)
		return problem_set(why, PROBLEM_FIELD, "Op %s gaan geen "
		    "brieven uit: %s.", day, barred);
	if (closes > gap->closes - PLAN_NOTICE)
		return problem_set(why, PROBLEM_FIELD, "Op %s is het te laat: "
		    "een brief gaat uiterlijk een etmaal voor de sluiting "
		    "uit.", day);
	if (closes <= gap->before)
		return problem_set(why, PROBLEM_FIELD, "Op %s is de brief "
		    "ervoor nog niet weg.", day);
	if (closes - rested < PLAN_WORTH_IT)
		return too_soon(why, "de brief ervoor");
	if (gap->after != 0 && opens >= gap->after)
		return problem_set(why, PROBLEM_FIELD, "Op %s is de brief "
		    "erna al weg.", day);
	if (gap->after != 0 && gap->after - closes < PLAN_APART)
		return too_soon(why, "de brief erna");
	*from = later_of(opens, later_of(rested, gap->now));
	*until = closes;
	return DONE;
}
