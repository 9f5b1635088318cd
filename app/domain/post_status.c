/*
 * post_status.c - progress of a wave's letters as text and as JSON. Refuses to
 * know where the numbers come from.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "domain/post_status.h"

#define NAME_WIDTH_MIN 20

static const struct {
	const char *kind, *words;
} kinds[] = {
	{ "invitation", "Uitnodiging" },
	{ "reminder_1", "Eerste herinnering" },
	{ "reminder_2", "Tweede herinnering" },
	{ "reminder_3", "Derde herinnering" },
	{ "last_call", "Laatste oproep" },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Its place among the letters of a wave. */
static size_t
place(const char *kind)
{
	size_t i = 0;

	while (i < KINDS && strcmp(kinds[i].kind, kind) != 0)
		i++;
	return i;
}

const char *
post_status_kind(const char *kind)
{
	size_t i = place(kind);

	return i < KINDS ? kinds[i].words : kind;
}

void
post_status_sort(struct post_status *s)
{
	for (size_t i = 1; i < s->count; i++) {
		struct post_status_row row = s->list[i];
		size_t k = i;

		for (; k > 0 && place(s->list[k - 1].kind) > place(row.kind);
		    k--)
			s->list[k] = s->list[k - 1];
		s->list[k] = row;
	}
}

bool
post_status_tells(const struct post_status_row *row)
{
	return strcmp(row->kind, "invitation") == 0;
}

time_t
post_status_next(const struct post_status *s)
{
	time_t next = 0;

	for (size_t i = 0; i < s->count; i++) {
		time_t due = s->list[i].next_due;

		if (due != 0 && (next == 0 || due < next))
			next = due;
	}
	return next;
}

/* "16-03-2015 09.20", Amsterdam time; always 16 characters. */
static void
moment(struct text *out, time_t t)
{
	struct local_time l = clock_local(t);

	text_printf(out, "%02d-%02d-%04d %02d.%02d", l.day, l.month, l.year,
	    l.hour, l.minute);
}

/* printf pads by bytes; names have ë in them. */
static void
padded(struct text *out, const char *s, size_t width)
{
	size_t chars = text_chars(s, strlen(s));

	text_puts(out, s);
	for (; chars < width; chars++)
		text_puts(out, " ");
}

static void
text_row(struct text *out, const struct post_status_row *row, size_t width)
{
	padded(out, row->name, width);
	text_printf(out, "  %5ld  %5ld  %5ld  ", row->due, row->claimed,
	    row->settled);
	moment(out, row->first_due);
	if (post_status_tells(row)) {
		text_printf(out, "  %7ld  %9ld  %9ld\n", row->letters,
		    row->sent, row->given_up);
		return;
	}
	text_puts(out, "  ");
	moment(out, row->ends);
	text_puts(out, "\n");
}

static void
text_heading(struct text *out, const struct post_status_row *row, size_t width)
{
	text_printf(out, "\n%s\n", post_status_kind(row->kind));
	padded(out, "functiegroep", width);
	text_puts(out, "  wacht  bezig  klaar  gepland vanaf   ");
	text_puts(out, post_status_tells(row) ?
	    "  brieven  verstuurd  opgegeven\n" : "  klaar om\n");
}

static void
print_head(const struct post_status *s, struct text *out)
{
	time_t next = post_status_next(s);
	char day[64], hour[32];

	text_date(day, sizeof(day), s->at, false);
	text_clock(hour, sizeof(hour), s->at);
	text_printf(out, "%s%s\nBrieven op %s, %s\n\n",
	    s->trial ? "PROEF: " : "", s->title, day, hour);
	if (!s->open) {
		text_puts(out, "De meting is gesloten: er gaat geen brief "
		    "meer uit.\n");
		return;
	}
	if (s->paused)
		text_puts(out, "De brieven zijn gepauzeerd: er gaat nu niets "
		    "uit.\n");
	if (next == 0) {
		text_puts(out, "Er staat geen ronde meer gepland.\n");
		return;
	}
	text_date(day, sizeof(day), next, true);
	text_clock(hour, sizeof(hour), next);
	text_printf(out, "De volgende ronde %s op %s, %s.\n",
	    next <= s->at ? "is aan de beurt sinds de planning" :
	    "staat gepland", day, hour);
}

static void
print_alerts(const struct post_status *s, struct text *out)
{
	size_t i;

	if (s->alert_count == 0)
		return;
	text_puts(out, "\nMeldingen, de nieuwste eerst\n");
	for (i = 0; i < s->alert_count && i < POST_STATUS_ALERTS_MOST; i++) {
		const struct post_alert *a = &s->alerts[i];

		moment(out, a->at);
		text_printf(out, "  %s\n", a->text != NULL ? a->text :
		    "Deze melding is hier niet te lezen: de sleutel van de "
		    "adreslijst is hier niet, of is na de bewaartijd "
		    "vernietigd.");
	}
	if (i < s->alert_count)
		text_puts(out, "Er zijn oudere meldingen: zie --format "
		    "json.\n");
}

static void
print_waiting(const struct post_status *s, struct text *out)
{
	for (size_t i = 0; s->open && i < s->waiting_count; i++)
		text_printf(out, "\n%s: %ld van wie later kwam of een nieuw "
		    "adres kreeg, kan geen uitnodiging meer\nkrijgen. Van "
		    "deze groep is geen ronde meer gepland, en minder dan "
		    "vijf mensen krijgen nooit\nalleen een brief.\n",
		    s->waiting[i].name, s->waiting[i].count);
}

static json_t *
json_waiting(const struct post_status *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->waiting_count; i++)
		REQUIRE(json_array_append_new(list, json_pack("{s:s, s:I}",
		    "function_group", s->waiting[i].code, "count",
		    (json_int_t)s->waiting[i].count)) == 0);
	return list;
}

static void
print_foot(const struct post_status *s, struct text *out)
{
	for (size_t i = 0; i < s->count; i++)
		if (!post_status_tells(&s->list[i])) {
			text_puts(out, "\nHoeveel herinneringen er zijn "
			    "verstuurd, wordt nergens bewaard: een "
			    "herinnering gaat alleen\nnaar wie niet heeft "
			    "geantwoord. Een ronde is klaar als haar tijd om "
			    "is.\n");
			return;
		}
}

static void
print_text(const struct post_status *s, struct text *out)
{
	size_t width = NAME_WIDTH_MIN, n;
	const char *kind = "";

	for (size_t i = 0; i < s->count; i++) {
		n = text_chars(s->list[i].name, strlen(s->list[i].name));
		width = n > width ? n : width;
	}
	print_head(s, out);
	print_waiting(s, out);
	print_alerts(s, out);
	for (size_t i = 0; i < s->count; i++) {
		if (strcmp(kind, s->list[i].kind) != 0) {
			kind = s->list[i].kind;
			text_heading(out, &s->list[i], width);
		}
		text_row(out, &s->list[i], width);
	}
	print_foot(s, out);
}

static json_t *
json_time(time_t t)
{
	return t == 0 ? json_null() : json_integer((json_int_t)t);
}

static json_t *
json_row(const struct post_status_row *row)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:I, s:{s:I, s:I, s:I}, s:o, "
	    "s:o}",
	    "kind", row->kind, "function_group", row->code, "name", row->name,
	    "invited", (json_int_t)row->invited, "runs",
	    "due", (json_int_t)row->due, "claimed", (json_int_t)row->claimed,
	    "settled", (json_int_t)row->settled,
	    "first_due_at", json_time(row->first_due),
	    "next_due_at", json_time(row->next_due));
	json_t *more = post_status_tells(row) ? json_pack("{s:I, s:I, s:I}",
	    "letters", (json_int_t)row->letters,
	    "sent", (json_int_t)row->sent,
	    "given_up", (json_int_t)row->given_up) : json_pack("{s:o}",
	    "done_by", json_time(row->ends));

	REQUIRE(o != NULL && more != NULL && json_object_update(o, more) == 0);
	json_decref(more);
	return o;
}

static json_t *
json_alerts(const struct post_status *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->alert_count; i++)
		REQUIRE(json_array_append_new(list, json_pack(
		    "{s:I, s:s, s:s?}", "at", (json_int_t)s->alerts[i].at,
		    "what", s->alerts[i].what, "text", s->alerts[i].text)) ==
		    0);
	return list;
}

static void
print_json(const struct post_status *s, struct text *out)
{
	json_t *rows = json_array(), *o;
	char *printed;

	for (size_t i = 0; i < s->count; i++)
		REQUIRE(json_array_append_new(rows,
		    json_row(&s->list[i])) == 0);
	o = json_pack("{s:s, s:s, s:b, s:b, s:b, s:I, s:o, s:o, s:o, s:o}",
	    "wave", s->wave, "title", s->title, "trial", (int)s->trial,
	    "open", (int)s->open, "paused", (int)s->paused,
	    "at", (json_int_t)s->at,
	    "next_due_at", json_time(s->open ? post_status_next(s) : 0),
	    "waiting", json_waiting(s), "alerts", json_alerts(s), "letters",
	    rows);
	printed = o == NULL ? NULL : json_dumps(o, JSON_INDENT(2));
	REQUIRE(printed != NULL);
	text_printf(out, "%s\n", printed);
	free(printed);
	json_decref(o);
}

void
post_status_print(const struct post_status *s, bool json, struct text *out)
{
	if (json)
		print_json(s, out);
	else
		print_text(s, out);
}
