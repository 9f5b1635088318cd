/*
 * rates.c - per cent, totals, and the response table as text, CSV and JSON.
 * Refuses to know where the counts come from.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/rates.h"

#define NAME_WIDTH_MIN 20

int
rates_percentage(long part, long whole)
{
	if (whole <= 0)
		return -1;
	return (int)((200 * part + whole) / (2 * whole));
}

struct rate
rates_total(const struct rates *r)
{
	struct rate total = { .code = "", .name = "totaal" };

	for (size_t i = 0; i < r->count; i++) {
		if (r->list[i].merged_into != NULL)
			continue;
		total.sent += r->list[i].sent;
		total.response += r->list[i].response;
		total.midnight |= r->list[i].midnight;
	}
	return total;
}

enum outcome
rates_format_read(const char *word, enum rates_format *out)
{
	static const char *words[] = { "text", "csv", "json" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i]) == 0) {
			*out = (enum rates_format)i;
			return DONE;
		}
	}
	return REFUSED;
}

static const char *
group_name(const struct rates *r, const char *code)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->list[i].code, code) == 0)
			return r->list[i].name;
	return code;
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
text_row(struct text *out, const struct rate *rate, size_t width)
{
	int percentage = rates_percentage(rate->response, rate->sent);

	padded(out, rate->name, width);
	text_printf(out, "  %9ld  %6ld%s", rate->sent, rate->response,
	    rate->midnight ? "*" : " ");
	if (percentage < 0)
		text_puts(out, "    –\n");
	else
		text_printf(out, "  %3d\n", percentage);
}

static void
text_refusals(struct text *out, const struct rates *r, size_t width)
{
	bool hidden = false;

	text_puts(out, "\nZei niet mee te doen, en verstuurde toch\n");
	for (size_t i = 0; i < r->count; i++) {
		const struct rate *rate = &r->list[i];

		if (rate->merged_into != NULL)
			continue;
		padded(out, rate->name, width);
		if (rate->refused_answered < 0)
			text_puts(out, "          –\n");
		else
			text_printf(out, "  %9ld\n", rate->refused_answered);
		hidden |= rate->refused_answered < 0;
	}
	if (hidden)
		text_puts(out, "\n– Te weinig mensen om een aantal te "
		    "noemen.\n");
}

static void
print_text(const struct rates *r, struct text *out)
{
	struct rate total = rates_total(r);
	size_t width = NAME_WIDTH_MIN, n;
	char day[64], hour[32];

	for (size_t i = 0; i < r->count; i++) {
		n = text_chars(r->list[i].name, strlen(r->list[i].name));
		width = n > width ? n : width;
	}
	text_date(day, sizeof(day), r->at, false);
	text_clock(hour, sizeof(hour), r->at);
	text_printf(out, "%s%s\n%s op %s, %s\n\n", r->trial ? "PROEF: " : "",
	    r->title, r->final ? "Respons na het tellen, gevraagd" :
	    "Respons tot nu toe", day, hour);
	padded(out, "functiegroep", width);
	text_puts(out, "  verstuurd  respons    %\n");
	for (size_t i = 0; i < r->count; i++) {
		if (r->list[i].merged_into == NULL) {
			text_row(out, &r->list[i], width);
			continue;
		}
		padded(out, r->list[i].name, width);
		text_printf(out, "  telt mee bij %s\n",
		    group_name(r, r->list[i].merged_into));
	}
	text_row(out, &total, width);
	if (total.midnight)
		text_printf(out, "\n* Met de stand van afgelopen middernacht "
		    "voor groepen kleiner dan %d.\n", RATES_LIVE_MIN);
	if (r->refusals)
		text_refusals(out, r, width);
}

/* RFC 4180, always quoted; what a spreadsheet would take for a formula gets
 * an apostrophe in front. */
static void
csv_cell(struct text *out, const char *s)
{
	text_puts(out, "\"");
	if (*s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		text_puts(out, "'");
	for (; *s != '\0'; s++)
		text_add(out, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1);
	text_puts(out, "\"");
}

static void
csv_row(struct text *out, const struct rate *rate, bool refusals)
{
	int percentage = rates_percentage(rate->response, rate->sent);

	csv_cell(out, rate->code);
	text_puts(out, ",");
	csv_cell(out, rate->name);
	text_puts(out, ",");
	if (rate->merged_into != NULL)
		text_puts(out, ",,");
	else if (percentage < 0)
		text_printf(out, "%ld,%ld,–", rate->sent, rate->response);
	else
		text_printf(out, "%ld,%ld,%d", rate->sent, rate->response,
		    percentage);
	text_puts(out, ",");
	if (rate->merged_into != NULL)
		csv_cell(out, rate->merged_into);
	text_puts(out, ",");
	if (refusals && rate->merged_into == NULL &&
	    rate->refused_answered >= 0)
		text_printf(out, "%ld", rate->refused_answered);
	text_puts(out, "\r\n");
}

static void
print_csv(const struct rates *r, struct text *out)
{
	struct rate total = rates_total(r);

	text_puts(out, "function_group,name,sent,response,percentage,"
	    "merged_into,refused_answered\r\n");
	for (size_t i = 0; i < r->count; i++)
		csv_row(out, &r->list[i], r->refusals);
	/* What is hidden of one group is not told by a sum. */
	csv_row(out, &total, false);
}

static json_t *
json_percentage(const struct rate *rate)
{
	int percentage = rates_percentage(rate->response, rate->sent);

	return percentage < 0 ? json_null() : json_integer(percentage);
}

static json_t *
json_row(const struct rate *rate, bool refusals)
{
	json_t *row;

	if (rate->merged_into != NULL)
		return json_pack("{s:s, s:s, s:s}", "function_group",
		    rate->code, "name", rate->name, "merged_into",
		    rate->merged_into);
	row = json_pack("{s:s, s:s, s:I, s:I, s:o, s:b}",
	    "function_group", rate->code, "name", rate->name,
	    "sent", (json_int_t)rate->sent,
	    "response", (json_int_t)rate->response,
	    "percentage", json_percentage(rate),
	    "as_of_midnight", (int)rate->midnight);
	if (refusals)
		json_object_set_new(row, "refused_answered",
		    rate->refused_answered < 0 ? json_null() :
		    json_integer(rate->refused_answered));
	return row;
}

static void
print_json(const struct rates *r, struct text *out)
{
	struct rate total = rates_total(r);
	json_t *groups = json_array(), *o;
	char *s;

	for (size_t i = 0; i < r->count; i++)
		REQUIRE(json_array_append_new(groups,
		    json_row(&r->list[i], r->refusals)) == 0);
	o = json_pack("{s:s, s:s, s:b, s:b, s:I, s:o, s:{s:I, s:I, s:o}}",
	    "wave", r->wave, "title", r->title, "trial", (int)r->trial,
	    "final", (int)r->final, "at", (json_int_t)r->at,
	    "groups", groups, "total", "sent", (json_int_t)total.sent,
	    "response", (json_int_t)total.response,
	    "percentage", json_percentage(&total));
	s = o == NULL ? NULL : json_dumps(o, JSON_INDENT(2));
	REQUIRE(s != NULL);
	text_printf(out, "%s\n", s);
	free(s);
	json_decref(o);
}

void
rates_print(const struct rates *r, enum rates_format format, struct text *out)
{
	switch (format) {
	case RATES_TEXT:
		print_text(r, out);
		break;
	case RATES_CSV:
		print_csv(r, out);
		break;
	case RATES_JSON:
		print_json(r, out);
		break;
	}
}
