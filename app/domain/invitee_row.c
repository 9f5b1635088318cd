/*
 * invitee_row.c - the columns of an address list and one row of it. Every
 * mistake gets a verdict of its own; refuses to know the other rows.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/log.h"
#include "domain/invitee_row.h"

static const struct {
	const char *name;	/* as verdicts call it */
	size_t max;		/* characters */
	const char *headers[12];/* folded, without space, dash, dot, colon */
} fields[FIELDS] = {
	[EMAIL] = { "email", 320, { "email", "emailadres", "mail",
	    "mailadres", "emailaddress", "emailadressen", "epost" } },
	[NAME] = { "naam", INVITEE_NAME_MAX, { "naam", "name",
	    "volledigenaam", "contactpersoon", "contact", "medewerker" } },
	[FIRST_NAME] = { "voornaam", 80, { "voornaam", "roepnaam",
	    "voorletters", "firstname" } },
	[INFIX] = { "tussenvoegsel", 30, { "tussenvoegsel", "tussenvoegsels",
	    "voorvoegsel", "voorvoegsels" } },
	[LAST_NAME] = { "achternaam", 80, { "achternaam", "familienaam",
	    "lastname", "surname" } },
	[GROUP] = { "functiegroep", 200, { "functiegroep", "functie", "groep",
	    "rol", "functiegroepcode", "doelgroep", "functionaris" } },
	[ORGANISATION] = { "organisatie", INVITEE_ORGANISATION_MAX, {
	    "organisatie", "school", "instelling", "werkgever", "schoolnaam",
	    "naamschool", "naamorganisatie", "organisatienaam", "bedrijf",
	    "organisation", "organization" } },
	[MUNICIPALITY] = { "gemeente", INVITEE_MUNICIPALITY_MAX, {
	    "gemeente", "gemeentenaam", "naamgemeente", "municipality" } },
};

void
invitee_say(struct invitee_list *l, long line, const char *field,
    enum invitee_fate fate, const char *fmt, ...)
{
	struct text t = { 0 };
	struct verdict *v;
	char *s;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("out of memory");
	text_puts(&t, s);
	free(s);
	if ((l->verdict_count & (l->verdict_count - 1)) == 0) {
		size_t room = l->verdict_count == 0 ? 1 : l->verdict_count * 2;

		l->verdicts = realloc(l->verdicts, room * sizeof(*v));
		if (l->verdicts == NULL)
			die("out of memory");
	}
	v = &l->verdicts[l->verdict_count++];
	*v = (struct verdict){ line, field, fate, t.bytes };
}

/* What a cell said, short enough to print back and without control. */
static const char *
quote(char out[100], const char *cell)
{
	size_t n = 0;

	text_copy(out, 90, cell);
	for (char *s = out; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7F)
			*s = ' ';
	n = strlen(out);
	if (strlen(cell) > n)
		strcpy(out + n, "…");
	return out;
}

/* Control characters, and what ends a line or turns text around in Unicode:
 * nothing of the kind belongs in a name, let alone in a letter's header. */
static bool
char_bad(utf8proc_int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);

	return k == UTF8PROC_CATEGORY_CC || k == UTF8PROC_CATEGORY_ZL ||
	    k == UTF8PROC_CATEGORY_ZP || (c >= 0x202A && c <= 0x202E) ||
	    (c >= 0x2066 && c <= 0x2069);
}

static bool
char_space(utf8proc_int32_t c)
{
	return c == ' ' || c == '\t' || c == 0xFEFF || c == 0x200B ||
	    utf8proc_category(c) == UTF8PROC_CATEGORY_ZS;
}

/* A cell without the white space around it, in NFC. */
static char *
clean(const char *cell)
{
	utf8proc_uint8_t *nfc = NULL;
	size_t begin = 0, end = 0, at = 0, len = strlen(cell);
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (; at < len; at += (size_t)n) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)cell + at,
		    (utf8proc_ssize_t)(len - at), &c);
		REQUIRE(n > 0);
		if (!char_space(c))
			end = at + (size_t)n;
		else if (end == 0)
			begin = at + (size_t)n;
	}
	if (end < begin)
		end = begin;
	if (utf8proc_map((const utf8proc_uint8_t *)cell + begin,
	    (utf8proc_ssize_t)(end - begin), &nfc,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE) < 0)
		die("out of memory");
	return (char *)nfc;
}

static bool
text_bad(const char *s)
{
	size_t len = strlen(s);
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (size_t at = 0; at < len; at += (size_t)n) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)s + at,
		    (utf8proc_ssize_t)(len - at), &c);
		REQUIRE(n > 0);
		if (char_bad(c))
			return true;
	}
	return false;
}

static enum invitee_field
header_field(const char *cell)
{
	char *s = invitee_fold(cell), *to = s;
	enum invitee_field f = FIELDS;

	if (s == NULL)
		return FIELDS;
	for (const char *from = s; *from != '\0'; from++)
		if (strchr(" -_.:*", *from) == NULL)
			*to++ = *from;
	*to = '\0';
	for (size_t i = 0; i < FIELDS; i++)
		for (size_t j = 0; fields[i].headers[j] != NULL; j++)
			if (strcmp(s, fields[i].headers[j]) == 0)
				f = (enum invitee_field)i;
	free(s);
	return f;
}

enum outcome
invitee_columns_read(struct invitee_list *l, const struct invitee_cells *header,
    struct invitee_columns *c)
{
	char q[100];
	bool usable = true;

	c->count = header->count;
	for (size_t i = 0; i < FIELDS; i++)
		c->at[i] = -1;
	for (size_t i = 0; i < header->count; i++) {
		enum invitee_field f = header_field(header->cells[i]);

		if (f == FIELDS && header->cells[i][0] != '\0') {
			invitee_say(l, header->line, "kop", INVITEE_NOTE,
			    "De kolom “%s” wordt niet gebruikt.",
			    quote(q, header->cells[i]));
		} else if (f != FIELDS && c->at[f] >= 0) {
			invitee_say(l, header->line, "kop", INVITEE_REFUSED,
			    "De kolommen %ld en %zu heten allebei “%s”. Laat "
			    "er één staan.", c->at[f] + 1, i + 1,
			    fields[f].name);
			usable = false;
		} else if (f != FIELDS) {
			c->at[f] = (long)i;
		}
	}
	for (size_t i = 0; i < FIELDS; i++) {
		if ((i != EMAIL && i != GROUP) || c->at[i] >= 0)
			continue;
		invitee_say(l, header->line, "kop", INVITEE_REFUSED,
		    "Er is geen kolom “%s”. De eerste rij moet de namen van "
		    "de kolommen "
		    "bevatten.", fields[i].name);
		usable = false;
	}
	return usable ? DONE : REFUSED;
}

/* The cell of a field, cleaned; empty when there is none or it is faulty,
 * which is then said. */
static char *
take(struct invitee_list *l, const struct invitee_cells *cells,
    const struct invitee_columns *c, enum invitee_field f)
{
	const char *cell = "";
	char *s;

	if (c->at[f] >= 0 && (size_t)c->at[f] < cells->count)
		cell = cells->cells[c->at[f]];
	s = clean(cell);
	if (text_bad(s))
		invitee_say(l, cells->line, fields[f].name, INVITEE_REFUSED,
		    "In dit veld staat een regeleinde of een stuurteken.");
	else if (text_chars(s, strlen(s)) > fields[f].max)
		invitee_say(l, cells->line, fields[f].name, INVITEE_REFUSED,
		    "Dit veld is langer dan %zu tekens.", fields[f].max);
	else
		return s;
	*s = '\0';
	return s;
}

/* A name in one column, or put together from three. */
static char *
take_name(struct invitee_list *l, const struct invitee_cells *cells,
    const struct invitee_columns *c)
{
	struct text t = { 0 };

	if (c->at[NAME] >= 0)
		return take(l, cells, c, NAME);
	text_puts(&t, "");
	for (int f = FIRST_NAME; f <= LAST_NAME; f++) {
		char *part = take(l, cells, c, (enum invitee_field)f);

		text_printf(&t, "%s%s",
		    t.len > 0 && *part != '\0' ? " " : "", part);
		explicit_bzero(part, strlen(part));
		free(part);
	}
	return t.bytes;
}

static void
take_address(struct invitee_list *l, struct invitee_row *row,
    const struct invitee_cells *cells, const struct invitee_columns *c)
{
	size_t said = l->verdict_count;
	char *typed = take(l, cells, c, EMAIL);
	const char *wrong;

	if (l->verdict_count == said) {
		row->invitee.address = invitee_address(typed, &wrong);
		if (row->invitee.address == NULL)
			invitee_say(l, cells->line, "email", INVITEE_REFUSED,
			    "%s", wrong);
		else
			row->key = invitee_address_key(row->invitee.address);
	}
	explicit_bzero(typed, strlen(typed));
	free(typed);
}

static void
take_group(struct invitee_list *l, struct invitee_row *row,
    const struct invitee_cells *cells, const struct invitee_columns *c,
    const struct invitee_names *names)
{
	size_t said = l->verdict_count;
	char *cell = take(l, cells, c, GROUP), *folded = invitee_fold(cell);
	char q[100];

	for (size_t i = 0; i < names->count && folded != NULL; i++) {
		if (strcmp(names->list[i].folded, folded) == 0) {
			row->group = names->list[i].group;
			goto out;
		}
	}
	if (l->verdict_count != said)
		goto out;
	if (*cell == '\0')
		invitee_say(l, cells->line, "functiegroep", INVITEE_REFUSED,
		    "Er staat geen functiegroep.");
	else
		invitee_say(l, cells->line, "functiegroep", INVITEE_REFUSED,
		    "“%s” is geen functiegroep van deze meting.",
		    quote(q, cell));
out:
	free(folded);
	free(cell);
}

void
invitee_row_read(struct invitee_list *l, struct invitee_row *row,
    const struct invitee_cells *cells, const struct invitee_columns *c,
    const struct invitee_names *names)
{
	size_t said = l->verdict_count;

	row->line = cells->line;
	for (size_t i = c->count; i < cells->count; i++) {
		if (cells->cells[i][0] == '\0')
			continue;
		invitee_say(l, row->line, "rij", INVITEE_REFUSED, "Deze rij "
		    "heeft meer velden dan de kop. Staat er een "
		    "scheidingsteken in een veld zonder aanhalingstekens?");
		break;
	}
	take_address(l, row, cells, c);
	row->invitee.name = take_name(l, cells, c);
	take_group(l, row, cells, c, names);
	row->invitee.organisation = take(l, cells, c, ORGANISATION);
	row->invitee.municipality = take(l, cells, c, MUNICIPALITY);
	/* Whatever is said of a row up to here is a mistake. */
	row->good = l->verdict_count == said;
}
