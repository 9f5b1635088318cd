/*
 * load_ballots.h - the ballot ids of one wave in post's memory: who has
 * answered is asked here, never of a query that would join the two.
 */
#ifndef ACTIONS_LOAD_BALLOTS_H
#define ACTIONS_LOAD_BALLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "storage/ballot_check.h"
#include "storage/db.h"

#define BALLOTS_FRESH_SECONDS 60	/* then they are read again */

/* Zero it first. 32 bytes an envelope. */
struct ballots {
	char wave_id[37];
	time_t at;		/* when they were read; 0: nothing is here */
	unsigned char (*ids)[BALLOT_ID_BYTES];	/* sorted; owned */
	size_t count;
};

/* Reads them unless those of this wave are here and fresh. FAILED, logged;
 * *b then as it was. */
enum outcome load_ballots(struct db *db, struct ballots *b,
    const char *wave_id, time_t now);

bool ballots_fresh(time_t at, time_t now);
bool ballots_hold(const struct ballots *b,
    const unsigned char id[BALLOT_ID_BYTES]);
void ballots_forget(struct ballots *b);		/* wipes */

#endif
