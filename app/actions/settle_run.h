/*
 * settle_run.h - the end of a run: one statement writes what became of its
 * letters (of an invitation; of a reminder nothing is told) and of the run.
 */
#ifndef ACTIONS_SETTLE_RUN_H
#define ACTIONS_SETTLE_RUN_H

#include "actions/letter_run.h"

/* A letter that still waits is given up; one never tried was never sent. The
 * journal is gone afterwards. REFUSED: somebody else has the run. */
enum outcome settle_run(struct db *db, const struct sending *s,
    struct letter_run *r, time_t now);

#endif
