/*
 * disclosure.c - what may not be shown. Refuses to know anybody's answer.
 */
#include "domain/disclosure.h"

/* The smallest named group, the first of equals; count when none is. */
static size_t
smallest_named(const struct disclosure_group *groups, size_t count)
{
	size_t i, found = count;

	for (i = 0; i < count; i++)
		if (groups[i].named && (found == count ||
		    groups[i].responses < groups[found].responses))
			found = i;
	return found;
}

/* Takes the names of groups below least, and of the smallest others until
 * those without are least together. */
static void
hide_small(struct disclosure_group *groups, size_t count, size_t least)
{
	size_t i, hidden = 0, together = 0;

	for (i = 0; i < count; i++) {
		groups[i].named = groups[i].responses >= least;
		if (!groups[i].named && groups[i].responses > 0) {
			hidden++;
			together += groups[i].responses;
		}
	}
	/* A single hidden group has fewer: then another joins it. */
	while (hidden > 0 && together < least) {
		i = smallest_named(groups, count);
		if (i == count)
			break;
		groups[i].named = false;
		hidden++;
		together += groups[i].responses;
	}
}

void
disclosure_open(struct disclosure_group *groups, size_t count)
{
	hide_small(groups, count, DISCLOSURE_OPEN_MIN);
}

void
disclosure_closed(struct disclosure_group *groups, size_t count)
{
	hide_small(groups, count, DISCLOSURE_CLOSED_MIN);
}
