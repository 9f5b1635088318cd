/*
 * prepare_wave.h - the link key of a new wave, and the key that signs the
 * list of its envelopes: made once, on the host whose post sees the wave
 * first.
 */
#ifndef ACTIONS_PREPARE_WAVE_H
#define ACTIONS_PREPARE_WAVE_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/* Both stand in files, on disk, before the database has hash and public half.
 * REFUSED when another post was first: then its keys count. */
enum outcome prepare_wave(struct db *db, const struct config *config,
    const char *wave_id, const char *who, time_t now, struct problem *why);

#endif
