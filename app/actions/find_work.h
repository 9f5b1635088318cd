/*
 * find_work.h - what post has to look after: every wave past its draft.
 */
#ifndef ACTIONS_FIND_WORK_H
#define ACTIONS_FIND_WORK_H

#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"
#include "storage/wave_work.h"

/* The caller frees *out. */
enum outcome find_work(struct db *db, time_t now, struct wave_work **out,
    size_t *count);

#endif
