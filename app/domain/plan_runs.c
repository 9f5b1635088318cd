/*
 * plan_runs.c - cuts groups into runs and spreads runs over a send window.
 * Refuses to know which letter it is, and on which day.
 */
#include "domain/plan.h"

#include <stdlib.h>

#include "base/log.h"

/*
 * How many parts: as few as leave room for sizes that nobody can foretell.
 * 201 is two of 50 … 151, 1,000 is seven.
 */
size_t
plan_part_count(size_t size)
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
void
plan_spread(time_t from, time_t until, size_t count, plan_chance *chance,
    time_t *due)
{
	/* The last moment is a run and a slow claim before the end. */
	time_t length = until - from - 2 * PLAN_RUN_SECONDS;

	if (length < 0)
		length = 0;
	for (size_t i = 0; i < count; i++)
		due[i] = (time_t)i;
	for (size_t i = count; i > 1; i--) {
		size_t j = chance((uint32_t)i);
		time_t slice = due[i - 1];

		due[i - 1] = due[j];
		due[j] = slice;
	}
	for (size_t i = 0; i < count; i++) {
		time_t begin = from + length * due[i] / (time_t)count;
		time_t end = from + length * (due[i] + 1) / (time_t)count;

		due[i] = begin;
		if (end > begin)
			due[i] += chance((uint32_t)(end - begin));
	}
}

void
plan_runs(const struct plan *p, const size_t *sizes, size_t size_count,
    time_t earliest, plan_chance *chance, struct plan_run **out,
    size_t *count)
{
	struct plan_run *runs;
	size_t n = 0, total = 0;
	time_t from, until, *due;

	for (size_t i = 0; i < size_count; i++)
		total += plan_part_count(sizes[i]);
	runs = calloc(total + 1, sizeof(*runs));
	due = calloc(total + 1, sizeof(*due));
	if (runs == NULL || due == NULL)
		die("out of memory");
	for (size_t i = 0; i < size_count; i++) {
		size_t left = sizes[i], parts = plan_part_count(left);

		for (size_t part = 0; part < parts; part++, n++) {
			runs[n].group = i;
			runs[n].part = (int)part + 1;
			runs[n].size = part_size(left, parts - part, chance);
			left -= runs[n].size;
		}
	}
	plan_window(p, earliest, &from, &until);
	plan_spread(from, until, n, chance, due);
	for (size_t i = 0; i < n; i++)
		runs[i].due_at = due[i];
	free(due);
	*out = runs;
	*count = n;
}
