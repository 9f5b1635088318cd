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
	long responses;
};

/* Of a counted wave its responses, else its envelopes until last midnight (of
 * a trial wave all). The caller frees *out. */
enum outcome store_rates(struct db *db, const char *wave_id, bool counted,
    struct response_row **out, size_t *count);

/* Counts of slips, until last midnight (of a trial wave all). */
struct refused_row {
	char function_group[64];
	long refused;		/* REF */
	long not_eligible;	/* INE, as respondents say themselves */
};

/* The caller frees *out. */
enum outcome store_rates_refused(struct db *db, const char *wave_id,
    struct refused_row **out, size_t *count);

/* Invitations that the net response leaves out, counted so that nobody is in
 * two of these. The caller frees *out. */
struct fate_row {
	char function_group[64];
	long not_eligible;	/* INE, as administrators know it */
	long undelivered;	/* BNC */
	long not_sent;		/* NS, of runs that are settled */
};
enum outcome store_fates(struct db *db, const char *wave_id,
    struct fate_row **out, size_t *count);

#endif
