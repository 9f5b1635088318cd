/*
 * letter_total.h - letters of one kind to one group: their total when all are
 * done, and how far they are until then.
 */
#ifndef STORAGE_LETTER_TOTAL_H
#define STORAGE_LETTER_TOTAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"
#include "storage/mail_run.h"

/* Inside a transaction: until it ends, nobody else settles a run of this
 * run's wave, kind and group. */
enum outcome store_letter_total_lock(struct db *db,
    const struct mail_run *run);

/* What a settled run left. */
struct tally_row {
	char mail_run_id[37];
	unsigned char *sealed;	/* NULL: settled before there were tallies */
	size_t sealed_len;
};

/* Of all runs of this run's wave, kind and group; ABSENT when one of them is
 * not settled. */
enum outcome store_tallies(struct db *db, const struct mail_run *run,
    struct tally_row **out, size_t *count);
void store_tallies_free(struct tally_row *tallies, size_t count);

/* The first total stays. */
enum outcome store_letter_total_add(struct db *db, const struct mail_run *run,
    int64_t letters, int64_t sent, int64_t given_up);

/* One kind and group as the office sees it. No memory behind. */
struct progress_row {
	char kind[16], function_group[64];
	long due, claimed, settled;	/* runs */
	time_t first_due;
	time_t next_due;	/* of runs that are due; 0: none */
	time_t settled_at;	/* the last; 0: none */
	long letters;
	long accepted, given_up;	/* of invitations, so far */
	bool has_total;
	long total_sent, total_given_up;	/* if has_total */
};
/* *paused: letters of this wave wait. The caller frees *out. */
enum outcome store_letter_progress(struct db *db, const char *wave_id,
    struct progress_row **out, size_t *count, bool *paused);

#endif
