/*
 * note_night.h - how many genuine envelopes each group has, noted each
 * midnight in post's own folder: who deletes envelopes later, to be left with
 * one, gets no signature.
 */
#ifndef ACTIONS_NOTE_NIGHT_H
#define ACTIONS_NOTE_NIGHT_H

#include <stdbool.h>
#include <time.h>

#include "actions/genuine_ballots.h"
#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"
#include "storage/wave_work.h"

/* Notes them unless that was done today; of each group the most there ever
 * were. ABSENT when this host does not have the wave's list key. */
enum outcome note_night(struct db *db, const struct config *config,
    const struct wave_work *wave, time_t now, struct problem *why);

/* Whether a group has fewer than in a night before; group gets its code. */
enum outcome night_had_more(const struct config *config, const char *wave_id,
    const struct genuine_ballots *g, bool *more, char group[64]);

#endif
