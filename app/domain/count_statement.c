/*
 * count_statement.c - the count statement in words. Refuses to know answers.
 */
#include "domain/count_statement.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void
print_groups(const struct count_statement *s, struct text *out)
{
	size_t i, chars, widest = text_chars("functiegroep", 12);

	for (i = 0; i < s->group_count; i++) {
		chars = text_chars(s->groups[i].name,
		    strlen(s->groups[i].name));
		if (chars > widest)
			widest = chars;
	}
	text_printf(out, "%-*s  geopend  niet verstuurd\n", (int)widest,
	    "functiegroep");
	for (i = 0; i < s->group_count; i++) {
		const struct count_group *g = &s->groups[i];

		/* printf counts bytes; the column is counted in characters. */
		chars = text_chars(g->name, strlen(g->name));
		text_printf(out, "%s%*s  %7zu  %14zu\n", g->name,
		    (int)(widest - chars), "", g->opened, g->drafts);
	}
}

/* Corrections matter to who reads the rest: somebody may have answered by
 * the old link before. */
static void
print_amended(const struct count_statement *s, struct text *out)
{
	struct amended_group *names = calloc(s->group_count + 1,
	    sizeof(*names));

	if (names == NULL)
		die("out of memory");
	for (size_t i = 0; i < s->group_count; i++) {
		names[i].code = s->groups[i].code;
		names[i].name = s->groups[i].name;
	}
	text_puts(out, s->amended_count > 0 ? "\n" : "");
	amendments_print(s->amended, s->amended_count, names, s->group_count,
	    out);
	free(names);
}

void
count_statement_print(const struct count_statement *s, struct text *out)
{
	char date[64], hour[32], hash[65];
	size_t i;

	text_date(date, sizeof(date), s->counted_at, true);
	text_clock(hour, sizeof(hour), s->counted_at);
	text_hex(hash, s->genuine_hash, sizeof(s->genuine_hash));
	text_printf(out, "Telling van %s (%s)\n", s->title, s->wave);
	text_printf(out, "Geteld op %s, %s\n", date, hour);
	text_puts(out, "Geopend met de codes van ");
	for (i = 0; i < s->holder_count; i++)
		text_printf(out, "%s%s", i == 0 ? "" :
		    i + 1 == s->holder_count ? " en " : ", ", s->holders[i]);
	text_puts(out, "\n\n");
	text_printf(out, "enveloppen gevonden  %6zu\n", s->found);
	text_printf(out, "  vreemd             %6zu%s\n", s->foreign_found,
	    s->foreign_found > 0 ? "  (apart gelegd)" : "");
	text_printf(out, "  beschadigd         %6zu%s\n", s->damaged,
	    s->damaged > 0 ? "  (apart gelegd)" : "");
	text_printf(out, "  geopend            %6zu\n\n", s->opened);
	print_groups(s, out);
	print_amended(s, out);
	text_printf(out, "\nControlegetal %s\n", hash);
}

void
count_statement_free(struct count_statement *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->group_count; i++) {
		free(s->groups[i].code);
		free(s->groups[i].name);
	}
	for (i = 0; i < s->holder_count; i++)
		free(s->holders[i]);
	free(s->groups);
	free(s->amended);
	free(s->holders);
	free(s->wave);
	free(s->title);
	memset(s, 0, sizeof(*s));
}
