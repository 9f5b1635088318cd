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

void
disclosure_open(struct disclosure_group *groups, size_t count)
{
	size_t i, hidden = 0, together = 0;

	for (i = 0; i < count; i++) {
		groups[i].named = groups[i].responses >= DISCLOSURE_OPEN_MIN;
		if (!groups[i].named && groups[i].responses > 0) {
			hidden++;
			together += groups[i].responses;
		}
	}
	/* A single hidden group has fewer than ten: then another joins it. */
	while (hidden > 0 && together < DISCLOSURE_OPEN_MIN) {
		i = smallest_named(groups, count);
		if (i == count)
			break;
		groups[i].named = false;
		hidden++;
		together += groups[i].responses;
	}
}
