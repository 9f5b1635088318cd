/*
 * load_slips.h - who said no and who wants no more mail, of one wave, as slips
 * in post's memory; like load_ballots.h.
 */
#ifndef ACTIONS_LOAD_SLIPS_H
#define ACTIONS_LOAD_SLIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "actions/judge_stops.h"
#include "base/outcome.h"
#include "storage/db.h"
#include "storage/slip.h"

/* Zero it first. */
struct slips {
	char wave_id[37];
	time_t at;		/* when they were read; 0: nothing is here */
	unsigned char (*refused)[SLIP_ID_BYTES];	/* sorted; owned */
	size_t refused_count;
	unsigned char (*stopped)[SLIP_ID_BYTES];	/* likewise; those that
							 * are believed */
	size_t stopped_count;
};

/* Reads them unless those of this wave are here and fresh, as ballots are.
 * FAILED, logged; *s then as it was. */
enum outcome load_slips(struct db *db, struct slips *s, const char *wave_id,
    const struct stop_keys *keys, time_t now);

bool slips_refused(const struct slips *s,
    const unsigned char refusal_id[SLIP_ID_BYTES]);
bool slips_stopped(const struct slips *s,
    const unsigned char stop_id[SLIP_ID_BYTES]);
void slips_forget(struct slips *s);		/* wipes */

#endif
