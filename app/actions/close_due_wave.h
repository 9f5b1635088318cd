/*
 * close_due_wave.h - a wave whose closing time has come is closed. Nobody has
 * to wait for this: every process compares with its own clock.
 */
#ifndef ACTIONS_CLOSE_DUE_WAVE_H
#define ACTIONS_CLOSE_DUE_WAVE_H

#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"

/* DONE also when another post was first, or its time has been moved. */
enum outcome close_due_wave(struct db *db, const char *wave_id,
    const char *who, time_t now);

#endif
