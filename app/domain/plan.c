/*
 * plan.c - cuts groups into runs and spreads runs over a send window.
 * Refuses to know who is in a group.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "domain/plan.h"

#define DAY (24 * 60 * 60)
#define WORTH_IT (15 * 60)	/* seconds of a window that are still used */

int
plan_minutes(const char *clock)
{
	static const char form[] = "00:00";
	int hour, minute;

	if (strlen(clock) != sizeof(form) - 1)
		return -1;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == ':' ? clock[i] != ':' :
		    clock[i] < '0' || clock[i] > '9')
			return -1;
	hour = (clock[0] - '0') * 10 + clock[1] - '0';
	minute = (clock[3] - '0') * 10 + clock[4] - '0';
	return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

enum outcome
plan_from_settings(struct plan *out, const char *json, size_t len)
{
	struct plan p;
	const char *from = "09:15", *until = "16:30";
	int any_time = 0;
	json_t *o = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
	bool read = o != NULL && json_unpack(o, "{s?s, s?s, s?b}",
	    "send_from", &from, "send_until", &until,
	    "any_time", &any_time) == 0;

	if (read) {
		p.send_from = plan_minutes(from);
		p.send_until = plan_minutes(until);
		p.any_time = any_time;
		read = p.send_from >= 0 && p.send_until > p.send_from;
	}
	json_decref(o);
	if (!read)
		return REFUSED;
	*out = p;
	return DONE;
}

bool
plan_day_allowed(const struct plan *p, time_t t)
{
	return p->any_time || clock_local(t).weekday <= 5;
}

void
plan_window(const struct plan *p, time_t earliest, time_t *from,
    time_t *until)
{
	struct local_time day;
	time_t opens, closes, noon = earliest;

	if (p->any_time) {
		*from = *until = earliest;
		return;
	}
	for (;;) {
		day = clock_local(noon);
		opens = clock_from_local(day.year, day.month, day.day,
		    p->send_from / 60, p->send_from % 60);
		closes = clock_from_local(day.year, day.month, day.day,
		    p->send_until / 60, p->send_until % 60);
		noon = clock_from_local(day.year, day.month, day.day, 12, 0);
		if (plan_day_allowed(p, noon) && (earliest <= opens ||
		    closes - earliest >= WORTH_IT))
			break;
		/* Tomorrow's noon, an hour off when the clock changes. */
		noon += DAY;
	}
	*from = opens > earliest ? opens : earliest;
	*until = closes;
}

/*
 * How many parts: as few as leave room for sizes that nobody can foretell.
 * 201 is two of 50 … 151, 1,000 is seven.
 */
static size_t
part_count(size_t size)
{
	if (size <= PLAN_PART_MAX)
		return size > 0 ? 1 : 0;
	return (size + 149) / 150;
}

static size_t
part_size(size_t left, size_t parts_left, plan_chance *chance)
{
	size_t spare = left - parts_left * PLAN_PART_MIN;
	size_t room = PLAN_PART_MAX - PLAN_PART_MIN;
	size_t least, most;

	if (parts_left == 1)
		return left;
	least = spare > room * (parts_left - 1) ?
	    spare - room * (parts_left - 1) : 0;
	most = spare < room ? spare : room;
	return PLAN_PART_MIN + least + chance((uint32_t)(most - least + 1));
}

/* Each run gets a random moment in a slice of its own, slices in random
 * order: two runs never leave together, and no order says which group. */
static void
spread(struct plan_run *runs, size_t count, time_t from, time_t until,
    plan_chance *chance)
{
	time_t length = until - from;

	for (size_t i = count; i > 1; i--) {
		size_t j = chance((uint32_t)i);
		time_t due = runs[i - 1].due_at;

		runs[i - 1].due_at = runs[j].due_at;
		runs[j].due_at = due;
	}
	for (size_t i = 0; i < count; i++) {
		time_t slice = runs[i].due_at;
		time_t begin = from + length * slice / (time_t)count;
		time_t end = from + length * (slice + 1) / (time_t)count;

		runs[i].due_at = begin;
		if (end > begin)
			runs[i].due_at += chance((uint32_t)(end - begin));
	}
}

void
plan_runs(const struct plan *p, const size_t *sizes, size_t size_count,
    time_t earliest, plan_chance *chance, struct plan_run **out,
    size_t *count)
{
	struct plan_run *runs;
	size_t n = 0, total = 0;
	time_t from, until;

	for (size_t i = 0; i < size_count; i++)
		total += part_count(sizes[i]);
	runs = calloc(total + 1, sizeof(*runs));
	if (runs == NULL)
		die("out of memory");
	for (size_t i = 0; i < size_count; i++) {
		size_t left = sizes[i], parts = part_count(left);

		for (size_t part = 0; part < parts; part++, n++) {
			runs[n].group = i;
			runs[n].part = (int)part + 1;
			runs[n].size = part_size(left, parts - part, chance);
			runs[n].due_at = (time_t)n;
			left -= runs[n].size;
		}
	}
	plan_window(p, earliest, &from, &until);
	spread(runs, n, from, until, chance);
	*out = runs;
	*count = n;
}
