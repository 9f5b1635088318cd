/*
 * amendment.h - how many people of a group were corrected, added or withdrawn
 * after the start, and the table people read of it. Pure.
 */
#ifndef DOMAIN_AMENDMENT_H
#define DOMAIN_AMENDMENT_H

#include <stddef.h>

#include "base/text.h"

struct amendments {
	char function_group[64];
	long corrected, added, withdrawn;
};

/* A group by its code, with the name on screen. */
struct amended_group {
	const char *code, *name;
};

/* The table, in the order of the groups; nothing when there are none. */
void amendments_print(const struct amendments *a, size_t count,
    const struct amended_group *groups, size_t group_count, struct text *out);

#endif
