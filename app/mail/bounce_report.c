/*
 * bounce_report.c - the machine's half of a delivery status notification (RFC
 * 3464, 2): groups of fields with a blank line between, the first about the
 * message, each other one about a recipient. Servers forget the blank line.
 * Refuses to know whose address stands there.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "mail/bounce_inside.h"

#define FIELD_MAX 1024

/* What one recipient's fields say. */
struct group {
	bool there;
	enum bounce_what what;
	bool has_action;
	char status[BOUNCE_STATUS_CHARS + 1];
	char diagnostic[512];
};

/* The next field, unfolded, of at most FIELD_MAX bytes; false at the end.
 * A blank line is a field without a name. */
static bool
next_field(const char **at, char *out)
{
	const char *s = *at;
	size_t len, used = 0;

	if (*s == '\0')
		return false;
	do {
		len = strcspn(s, "\r\n");
		for (size_t i = 0; i < len && used < FIELD_MAX; i++)
			out[used++] = s[i];
		s += len;
		if (*s == '\r')
			s++;
		if (*s == '\n')
			s++;
	} while (used > 0 && (*s == ' ' || *s == '\t'));
	out[used] = '\0';
	*at = s;
	return true;
}

/* The value of the field of this name; NULL when it is another. */
static const char *
value_of(const char *field, const char *name)
{
	size_t len = strlen(name);

	if (strncasecmp(field, name, len) != 0)
		return NULL;
	field += len;
	field += strspn(field, " \t");
	if (*field != ':')
		return NULL;
	return field + 1 + strspn(field + 1, " \t");
}

static void
take_action(struct group *g, const char *value)
{
	static const struct { const char *word; enum bounce_what what; }
	actions[] = {
		{ "failed", BOUNCE_FAILED }, { "failure", BOUNCE_FAILED },
		{ "delayed", BOUNCE_DELAYED },
		{ "delivered", BOUNCE_DELIVERED },
		{ "relayed", BOUNCE_DELIVERED },
		{ "expanded", BOUNCE_DELIVERED },
	};

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strncasecmp(value, actions[i].word,
		    strlen(actions[i].word)) == 0) {
			g->what = actions[i].what;
			g->has_action = g->there = true;
		}
}

static void
take_field(struct group *g, const char *field)
{
	struct text line = { 0 };
	const char *v;

	if ((v = value_of(field, "Action")) != NULL)
		take_action(g, v);
	else if ((v = value_of(field, "Status")) != NULL)
		g->there |= bounce_status_at(g->status, v);
	else if ((v = value_of(field, "Diagnostic-Code")) != NULL) {
		bounce_words_add(&line, v, strlen(v), false);
		text_copy(g->diagnostic, sizeof(g->diagnostic), line.bytes);
		text_free(&line);
	}
}

/* How much a group matters beside the others. */
static int
weight(enum bounce_what what)
{
	return what == BOUNCE_FAILED ? 3 : what == BOUNCE_DELAYED ? 2 : 1;
}

static void
end_group(struct bounce_report *r, struct group *g)
{
	if (g->there && !g->has_action)
		g->what = g->status[0] == '5' ? BOUNCE_FAILED :
		    g->status[0] == '4' ? BOUNCE_DELAYED : BOUNCE_DELIVERED;
	if (g->there && (!r->there || weight(g->what) > weight(r->what))) {
		r->there = true;
		r->what = g->what;
		memcpy(r->status, g->status, sizeof(r->status));
		memcpy(r->diagnostic, g->diagnostic, sizeof(r->diagnostic));
	}
	*g = (struct group){ .there = false };
}

void
bounce_report_read(struct bounce_report *r, const char *s)
{
	struct group g = { .there = false };
	char field[FIELD_MAX + 1];

	while (next_field(&s, field)) {
		if (field[strspn(field, " \t")] == '\0' ||
		    (g.there && (value_of(field, "Final-Recipient") != NULL ||
		    value_of(field, "Original-Recipient") != NULL)))
			end_group(r, &g);
		take_field(&g, field);
	}
	end_group(r, &g);
}
