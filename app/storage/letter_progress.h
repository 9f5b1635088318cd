/*
 * letter_progress.h - letters of one kind to one group: how far their runs
 * are, and of invitations what became of them so far.
 */
#ifndef STORAGE_LETTER_PROGRESS_H
#define STORAGE_LETTER_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"

/* One kind and group as the office sees it. No memory behind. */
struct progress_row {
	char kind[16], function_group[64];
	long due, claimed, settled;	/* runs */
	time_t first_due;
	time_t next_due;	/* of runs that are due; 0: none */
	time_t ends;		/* when the last slot is over */
	long letters, accepted, given_up;	/* invitations; so far */
};
/* *paused: letters of this wave wait. The caller frees *out. */
enum outcome store_letter_progress(struct db *db, const char *wave_id,
    struct progress_row **out, size_t *count, bool *paused);

/* Newcomers of a group whose invitation has no run, and nothing is planned. */
struct waiting_row {
	char function_group[64];
	long count;
};
/* The caller frees *out. */
enum outcome store_letter_waiting(struct db *db, const char *wave_id,
    struct waiting_row **out, size_t *count);

#endif
