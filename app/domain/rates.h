/*
 * rates.h - response per function group: the numbers and how they are shown.
 * Pure. Source: definitions.md 1 and 2.
 */
#ifndef DOMAIN_RATES_H
#define DOMAIN_RATES_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"

enum rates_format { RATES_TEXT, RATES_CSV, RATES_JSON };

struct rate {
	const char *code, *name;
	const char *merged_into;	/* group that counts it, or NULL */
	long sent;			/* all invitations but the doubles */
	long response;			/* I */
	long refused;			/* REF: may have answered too */
	long not_eligible;		/* INE, whoever said so */
	long undelivered, not_sent;	/* BNC, NS */
	long net;			/* whom the net response is of */
};

struct rates {
	const char *wave, *title;
	bool trial, final;		/* final: counted */
	bool midnight;			/* counts as of last midnight */
	time_t at;			/* when it was asked */
	struct rate *list;
	size_t count;
};

/* Whole per cent, half up; -1 when whole is not positive. */
int rates_percentage(long part, long whole);

/* All but the doubles, INE, BNC and NS; and never fewer than have answered:
 * the counts of what respondents did overlap with each other and with BNC. */
long rates_net(const struct rate *rate);
/* Bereikt: all but BNC and NS. */
long rates_reached(const struct rate *rate);

/* Computed from the groups shown, never stored: what the parts hide, the
 * total hides too. */
struct rate rates_total(const struct rates *r);

/* "text", "csv" or "json"; REFUSED otherwise. */
enum outcome rates_format_read(const char *word, enum rates_format *out);

/* The table: function group, sent, response, %; what became of the others. A
 * merged group is named with the group that counts it and has no numbers of
 * its own. */
void rates_print(const struct rates *r, enum rates_format format,
    struct text *out);

#endif
