/*
 * close_wave.h - closes an open wave before its time. Who has a draft may
 * still send it for half an hour.
 */
#ifndef ACTIONS_CLOSE_WAVE_H
#define ACTIONS_CLOSE_WAVE_H

#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

enum outcome close_wave(struct db *db, const char *wave, const char *who,
    time_t now, struct problem *why);

#endif
