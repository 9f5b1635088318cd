/*
 * count_statement.c - the count statement in words. Refuses to know answers.
 */
#include "domain/count_statement.h"

#include <jansson.h>
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

static json_t *
groups_json(const struct count_statement *s)
{
	json_t *groups = json_array();

	for (size_t i = 0; i < s->group_count; i++)
		json_array_append_new(groups, json_pack("{s:s, s:I, s:I}",
		    "group", s->groups[i].code,
		    "opened", (json_int_t)s->groups[i].opened,
		    "drafts", (json_int_t)s->groups[i].drafts));
	return groups;
}

static json_t *
amended_json(const struct count_statement *s)
{
	json_t *amended = json_array();

	for (size_t i = 0; i < s->amended_count; i++)
		json_array_append_new(amended, json_pack(
		    "{s:s, s:I, s:I, s:I}",
		    "group", s->amended[i].function_group,
		    "corrected", (json_int_t)s->amended[i].corrected,
		    "added", (json_int_t)s->amended[i].added,
		    "withdrawn", (json_int_t)s->amended[i].withdrawn));
	return amended;
}

void
count_statement_write(const struct count_statement *s, const char *wave_id,
    struct text *out)
{
	json_t *holders = json_array(), *root;
	char list[65], rows[65], *bytes;

	text_hex(list, s->genuine_hash, sizeof(s->genuine_hash));
	text_hex(rows, s->rows_hash, sizeof(s->rows_hash));
	for (size_t i = 0; i < s->holder_count; i++)
		json_array_append_new(holders, json_string(s->holders[i]));
	root = json_pack("{s:i, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:s?, s:s,"
	    " s:o, s:o, s:o}", "v", 1, "wave", wave_id,
	    "counted_at", (json_int_t)s->counted_at,
	    "found", (json_int_t)s->found,
	    "foreign", (json_int_t)s->foreign_found,
	    "damaged", (json_int_t)s->damaged,
	    "unopened", (json_int_t)s->unopened,
	    "opened", (json_int_t)s->opened,
	    "list", s->listed ? list : NULL, "rows", rows,
	    "groups", groups_json(s), "amended", amended_json(s),
	    "holders", holders);
	bytes = root == NULL ? NULL : json_dumps(root, JSON_COMPACT);
	if (bytes == NULL)
		die("a count statement does not fit JSON");
	text_puts(out, bytes);
	free(bytes);
	json_decref(root);
}

void
count_statement_print(const struct count_statement *s, struct text *out)
{
	char date[64], hour[32], hash[65];
	size_t i;

	text_date(date, sizeof(date), s->counted_at, true);
	text_clock(hour, sizeof(hour), s->counted_at);
	text_hex(hash, s->rows_hash, sizeof(s->rows_hash));
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
	if (s->unopened > 0)
		text_printf(out, "  niet geopend       %6zu  (een vragenlijst "
		    "met minder dan vijf)\n", s->unopened);
	text_printf(out, "  geopend            %6zu\n\n", s->opened);
	if (!s->listed)
		text_puts(out, "Geteld zonder de lijst van aoj-post: niemand "
		    "weet of dit alle enveloppen zijn en\nalleen die. Daarom "
		    "zijn functiegroepen en open antwoorden niet "
		    "opgeslagen.\n\n");
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
