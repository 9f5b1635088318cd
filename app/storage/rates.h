/*
 * rates.h - responses per function group.
 */
#ifndef STORAGE_RATES_H
#define STORAGE_RATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "storage/db.h"

struct response_row {
	char function_group[64];
	long responses;		/* all */
	long before;		/* of days before the one asked about */
};

/* Of a counted wave its responses, else its envelopes; day is an Amsterdam
 * date, "2015-03-16". The caller frees *out. */
enum outcome store_rates(struct db *db, const char *wave_id, bool counted,
    const char *day, struct response_row **out, size_t *count);

struct refused_row {
	char function_group[64];
	long answered;
};

/* Of the groups of which it may be told. ABSENT before post has looked. The
 * caller frees *out. */
enum outcome store_rates_refused(struct db *db, const char *wave_id,
    struct refused_row **out, size_t *count);

/* Invitations that the net response leaves out, counted so that nobody is in
 * two of these. The caller frees *out. */
struct fate_row {
	char function_group[64];
	long not_eligible;	/* INE */
	long undelivered;	/* BNC */
	long not_sent;		/* NS, of runs that are settled */
};
enum outcome store_fates(struct db *db, const char *wave_id,
    struct fate_row **out, size_t *count);

#endif
