/*
 * tell_small_run.h - a run of fewer than five people does not leave, whoever
 * planned it: its moment would be one person's.
 */
#ifndef ACTIONS_TELL_SMALL_RUN_H
#define ACTIONS_TELL_SMALL_RUN_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "storage/db.h"

/* Tells the administrator of this open wave when such a run is due: once. */
enum outcome tell_small_run(struct db *db, const struct config *config,
    const char *wave_id, time_t now);

#endif
