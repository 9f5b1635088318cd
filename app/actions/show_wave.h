/*
 * show_wave.h - where a wave stands, in Dutch, for the operator.
 */
#ifndef ACTIONS_SHOW_WAVE_H
#define ACTIONS_SHOW_WAVE_H

#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

enum outcome show_wave(struct db *db, const char *wave, time_t now,
    struct text *out, struct problem *why);

#endif
