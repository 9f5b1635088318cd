/*
 * ready_wave.h - a draft becomes ready: the box is made and every holder has
 * typed back his code. From then on box, holders and texts are fixed, and
 * post makes the wave's link key.
 */
#ifndef ACTIONS_READY_WAVE_H
#define ACTIONS_READY_WAVE_H

#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

enum outcome ready_wave(struct db *db, const char *wave, const char *who,
    time_t now, struct problem *why);

#endif
