/*
 * amendment.c - the table of what was changed after the start.
 */
#include "domain/amendment.h"

#include <string.h>

static const char head[] = "na de start veranderd";

static const struct amendments *
of_group(const struct amendments *a, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(a[i].function_group, code) == 0)
			return &a[i];
	return NULL;
}

void
amendments_print(const struct amendments *a, size_t count,
    const struct amended_group *groups, size_t group_count, struct text *out)
{
	size_t widest = text_chars(head, strlen(head)), chars;

	if (count == 0)
		return;
	for (size_t i = 0; i < group_count; i++) {
		chars = text_chars(groups[i].name, strlen(groups[i].name));
		widest = chars > widest ? chars : widest;
	}
	text_printf(out, "%-*s  verbeterd  toegevoegd  ingetrokken\n",
	    (int)widest, head);
	for (size_t i = 0; i < group_count; i++) {
		const struct amendments *g = of_group(a, count,
		    groups[i].code);

		if (g == NULL)
			continue;
		/* printf counts bytes; the column is in characters. */
		chars = text_chars(groups[i].name, strlen(groups[i].name));
		text_printf(out, "%s%*s  %9ld  %10ld  %11ld\n",
		    groups[i].name, (int)(widest - chars), "", g->corrected,
		    g->added, g->withdrawn);
	}
}
