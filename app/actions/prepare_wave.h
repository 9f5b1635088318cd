/*
 * prepare_wave.h - the link key of a wave that is ready: made once, on the
 * host whose post sees the wave first.
 */
#ifndef ACTIONS_PREPARE_WAVE_H
#define ACTIONS_PREPARE_WAVE_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/* The key stands in its file, on disk, before the database has its hash.
 * REFUSED when another post was first: then its key counts. */
enum outcome prepare_wave(struct db *db, const struct config *config,
    const char *wave_id, const char *who, time_t now, struct problem *why);

#endif
