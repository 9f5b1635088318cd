/*
 * claim_run.h - takes the next due run of letters, or one that a process of
 * this host left when it was killed.
 */
#ifndef ACTIONS_CLAIM_RUN_H
#define ACTIONS_CLAIM_RUN_H

#include "actions/letter_run.h"
#include "storage/wave_work.h"

/*
 * Among these waves, whose keys this host has. DONE with *out, which the
 * caller frees; ABSENT when nothing is due; REFUSED, with why, when a key is
 * gone since. What the journal says is known already.
 */
enum outcome claim_run(struct db *db, struct sending *s,
    const struct wave_work *waves, size_t wave_count, time_t now,
    struct letter_run **out, struct problem *why);

/* When a run of these waves is due after now; 0: none is. */
enum outcome claim_next(struct db *db, const struct wave_work *waves,
    size_t wave_count, time_t now, time_t *out);

#endif
