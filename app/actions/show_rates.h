/*
 * show_rates.h - response per function group, as far as it may be known now.
 */
#ifndef ACTIONS_SHOW_RATES_H
#define ACTIONS_SHOW_RATES_H

#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "domain/rates.h"
#include "storage/db.h"

/* REFUSED before the wave has started. */
enum outcome show_rates(struct db *db, const char *wave,
    enum rates_format format, time_t now, struct text *out,
    struct problem *why);

#endif
