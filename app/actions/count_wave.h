/*
 * count_wave.h - opens the box of a closed wave, once: envelopes become
 * responses that nothing leads back from.
 */
#ifndef ACTIONS_COUNT_WAVE_H
#define ACTIONS_COUNT_WAVE_H

#include <time.h>

#include "actions/open_box.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "domain/count_statement.h"
#include "storage/db.h"

/*
 * One transaction: all or nothing; interrupted anywhere, it can be run again.
 * Reads every envelope, compares number and hash with the list that post has
 * signed, opens and judges each, puts foreign and damaged ones aside, stores
 * closed answers in one random order and open answers in another, deletes
 * envelopes and drafts, writes the statement and signs it with the box's
 * key. REFUSED: too few codes, shares that do not
 * make the box's key, another state of the wave, ballots that are not the
 * ones that were checked; why must be there. *out, for
 * count_statement_free, is what was stored.
 */
enum outcome count_wave(struct db *db, const struct box_opening *opening,
    const char *who, time_t now, struct count_statement *out,
    struct problem *why);

#endif
