/*
 * close_due_wave.h - a wave whose closing time has come is closed. Nobody has
 * to wait for this: every process compares with its own clock.
 */
#ifndef ACTIONS_CLOSE_DUE_WAVE_H
#define ACTIONS_CLOSE_DUE_WAVE_H

#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"

/* ABSENT when there was nothing to close: another post was first, its time
 * was moved, or by the database's clock it has not come yet. */
enum outcome close_due_wave(struct db *db, const char *wave_id,
    const char *who, time_t now);

#endif
