/*
 * place_newcomers.h - the letters of people who join an open wave, or get a
 * new link.
 */
#ifndef ACTIONS_PLACE_NEWCOMERS_H
#define ACTIONS_PLACE_NEWCOMERS_H

#include <stdbool.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "storage/db.h"
#include "storage/wave_work.h"

/* Puts them into runs: at the moment of a planned run of their own group, or
 * at once when five of it wait (in a trial always). Of a closed wave those who
 * are left, never to be sent. *placed: whether there were any. */
enum outcome place_newcomers(struct db *db, const struct config *config,
    const struct wave_work *wave, time_t now, bool *placed);

#endif
