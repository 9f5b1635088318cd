/*
 * plan_print.c - a letter and its day in Dutch words.
 */
#include "domain/plan.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"

void
plan_letter_print(const struct plan_letter *l, const char *state,
    struct text *out)
{
	const char *words = plan_kind_words(l->kind);
	char day[64], wanted[64], from[32], until[32];

	text_date(day, sizeof(day), l->from, true);
	text_clock(from, sizeof(from), l->from);
	text_clock(until, sizeof(until), l->until);
	text_date(wanted, sizeof(wanted), l->wanted, true);
	text_printf(out, "%c%s: ", toupper((unsigned char)words[0]),
	    words + 1);
	if (l->dropped) {
		text_printf(out, "vervalt (was bedoeld voor %s: %s)\n", wanted,
		    l->why);
		return;
	}
	if (l->from == l->until)
		text_printf(out, "%s, om %s", day, from);
	else
		text_printf(out, "%s, tussen %.*s en %s", day,
		    (int)(strchr(from, ' ') - from), from, until);
	text_printf(out, "%s%s%s\n", *state != '\0' ? " (" : "", state,
	    *state != '\0' ? ")" : "");
	if (l->why[0] != '\0')
		text_printf(out, "  Verschoven van %s: %s.\n", wanted,
		    l->why);
}
