/*
 * merge.c - finds a neighbour for small groups. Refuses to know names.
 */
#include <stdbool.h>
#include <string.h>

#include "domain/merge.h"
#include "domain/wave.h"

static bool
may_take(const struct merge_group *groups, size_t small, size_t i)
{
	return i != small && groups[i].into == MERGE_NONE &&
	    strcmp(groups[i].questionnaire,
	    groups[small].questionnaire) == 0;
}

static size_t
neighbour(const struct merge_group *groups, size_t count, size_t small)
{
	for (size_t i = small + 1; i < count; i++)
		if (may_take(groups, small, i))
			return i;
	for (size_t i = small; i > 0; i--)
		if (may_take(groups, small, i - 1))
			return i - 1;
	return MERGE_NONE;
}

/* In order of the list, so that small neighbours gather until they are
 * enough; what was merged into a group moves along with it. */
enum outcome
merge_small(struct merge_group *groups, size_t count, size_t *lonely)
{
	enum outcome outcome = DONE;

	for (size_t i = 0; i < count; i++) {
		groups[i].into = MERGE_NONE;
		groups[i].counted = groups[i].invited;
	}
	for (size_t i = 0; i < count; i++) {
		size_t to;

		if (groups[i].counted >= WAVE_GROUP_MIN)
			continue;
		to = neighbour(groups, count, i);
		if (to == MERGE_NONE) {
			if (groups[i].counted > 0) {
				*lonely = i;
				outcome = REFUSED;
			}
			continue;
		}
		for (size_t j = 0; j < count; j++)
			if (groups[j].into == i)
				groups[j].into = to;
		groups[i].into = to;
		groups[to].counted += groups[i].counted;
		groups[i].counted = 0;
	}
	return outcome;
}
