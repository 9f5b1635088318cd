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

long
rates_net(const struct rate *rate)
{
	long net = rates_reached(rate) - rate->not_eligible;

	return net > rate->response ? net : rate->response;
}

long
rates_reached(const struct rate *rate)
{
	return rate->sent - rate->undelivered - rate->not_sent;
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
		total.not_eligible += r->list[i].not_eligible;
		total.undelivered += r->list[i].undelivered;
		total.not_sent += r->list[i].not_sent;
		total.net += r->list[i].net;
		total.refused += r->list[i].refused;
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
text_percentage(struct text *out, long part, long whole)
{
	int percentage = rates_percentage(part, whole);

	if (percentage < 0)
		text_puts(out, "  –");
	else
		text_printf(out, "%3d", percentage);
}

static void
text_row(struct text *out, const struct rate *rate, size_t width)
{
	padded(out, rate->name, width);
	text_printf(out, "  %9ld  %6ld   ", rate->sent, rate->response);
	text_percentage(out, rate->response, rate->sent);
	text_puts(out, "\n");
}

/* The list's quality, and what the response is of those it reached. */
static void
text_net_row(struct text *out, const struct rate *rate, size_t width)
{
	padded(out, rate->name, width);
	text_printf(out, "  %7ld  %5ld  ", rates_reached(rate), rate->sent);
	text_percentage(out, rates_reached(rate), rate->sent);
	text_printf(out, "  %13ld  %5ld  ", rate->response, rate->net);
	text_percentage(out, rate->response, rate->net);
	text_puts(out, "\n");
}

static void
print_net(const struct rates *r, size_t width, struct text *out)
{
	struct rate total = rates_total(r);

	text_puts(out, "\n");
	padded(out, "functiegroep", width);
	text_puts(out, "  bereikt    van    %  netto respons    van    %\n");
	for (size_t i = 0; i < r->count; i++)
		if (r->list[i].merged_into == NULL)
			text_net_row(out, &r->list[i], width);
	text_net_row(out, &total, width);
}

/* Who said so may have answered all the same: these are not taken off. */
static void
text_refusals_row(struct text *out, const struct rate *rate, size_t width)
{
	padded(out, rate->name, width);
	text_printf(out, "  %16ld  %17ld\n", rate->refused,
	    rate->not_eligible);
}

static void
print_refusals(const struct rates *r, size_t width, struct text *out)
{
	struct rate total = rates_total(r);

	text_puts(out, "\n");
	padded(out, "functiegroep", width);
	text_puts(out, "  wil niet meedoen  hoort er niet bij\n");
	for (size_t i = 0; i < r->count; i++)
		if (r->list[i].merged_into == NULL)
			text_refusals_row(out, &r->list[i], width);
	text_refusals_row(out, &total, width);
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
	if (r->midnight)
		text_puts(out, "\nRespons en weigeringen: de stand van "
		    "afgelopen middernacht. Wie elke minuut mag kijken,\nziet "
		    "wie er net iets verstuurde. De cijfers van vandaag staan "
		    "hier morgen.\n");
	print_net(r, width, out);
	print_refusals(r, width, out);
}

static void
csv_percentage(struct text *out, long part, long whole)
{
	int percentage = rates_percentage(part, whole);

	if (percentage < 0)
		text_puts(out, "–");
	else
		text_printf(out, "%d", percentage);
}

static void
csv_row(struct text *out, const struct rate *rate)
{
	text_csv_cell(out, rate->code);
	text_puts(out, ",");
	text_csv_cell(out, rate->name);
	if (rate->merged_into != NULL) {
		text_puts(out, ",,,,");
		text_csv_cell(out, rate->merged_into);
		text_puts(out, ",,,,,,,,\r\n");
		return;
	}
	text_printf(out, ",%ld,%ld,", rate->sent, rate->response);
	csv_percentage(out, rate->response, rate->sent);
	text_printf(out, ",,%ld,%ld,%ld,%ld,", rate->not_eligible,
	    rate->undelivered, rate->not_sent, rates_reached(rate));
	csv_percentage(out, rates_reached(rate), rate->sent);
	text_printf(out, ",%ld,", rate->net);
	csv_percentage(out, rate->response, rate->net);
	text_printf(out, ",%ld\r\n", rate->refused);
}

static void
print_csv(const struct rates *r, struct text *out)
{
	struct rate total = rates_total(r);

	text_puts(out, "function_group,name,sent,response,percentage,"
	    "merged_into,not_eligible,undelivered,not_sent,reached,"
	    "reached_percentage,net,net_percentage,"
	    "refused\r\n");
	for (size_t i = 0; i < r->count; i++)
		csv_row(out, &r->list[i]);
	csv_row(out, &total);
}

static json_t *
json_percentage(long part, long whole)
{
	int percentage = rates_percentage(part, whole);

	return percentage < 0 ? json_null() : json_integer(percentage);
}

/* What a group and the total have alike. */
static json_t *
json_numbers(const struct rate *rate)
{
	return json_pack("{s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:I, s:o, s:I, "
	    "s:o}",
	    "sent", (json_int_t)rate->sent,
	    "response", (json_int_t)rate->response,
	    "percentage", json_percentage(rate->response, rate->sent),
	    "refused", (json_int_t)rate->refused,
	    "not_eligible", (json_int_t)rate->not_eligible,
	    "undelivered", (json_int_t)rate->undelivered,
	    "not_sent", (json_int_t)rate->not_sent,
	    "reached", (json_int_t)rates_reached(rate), "reached_percentage",
	    json_percentage(rates_reached(rate), rate->sent),
	    "net", (json_int_t)rate->net, "net_percentage",
	    json_percentage(rate->response, rate->net));
}

static json_t *
json_row(const struct rate *rate)
{
	json_t *row, *numbers;

	if (rate->merged_into != NULL)
		return json_pack("{s:s, s:s, s:s}", "function_group",
		    rate->code, "name", rate->name, "merged_into",
		    rate->merged_into);
	row = json_pack("{s:s, s:s}", "function_group", rate->code, "name",
	    rate->name);
	numbers = json_numbers(rate);
	REQUIRE(json_object_update(row, numbers) == 0);
	json_decref(numbers);
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
		    json_row(&r->list[i])) == 0);
	o = json_pack("{s:s, s:s, s:b, s:b, s:b, s:I, s:o, s:o}",
	    "wave", r->wave, "title", r->title, "trial", (int)r->trial,
	    "final", (int)r->final, "as_of_midnight", (int)r->midnight,
	    "at", (json_int_t)r->at,
	    "groups", groups, "total", json_numbers(&total));
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
