/*
 * start_wave.h - opens a ready wave: merges groups that are too small, counts
 * the invited, and plans when all its letters leave.
 */
#ifndef ACTIONS_START_WAVE_H
#define ACTIONS_START_WAVE_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/* said gets Dutch lines: what was merged, how many letters leave when. Before
 * anything is changed the mail server is asked (check_sending.h); the caller
 * ignores SIGPIPE. */
enum outcome start_wave(struct db *db, const struct config *config,
    const char *wave, const char *who, time_t now, struct text *said,
    struct problem *why);

#endif
