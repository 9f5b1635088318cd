/*
 * show_plan.h - the calendar of a wave's letters: before its start as it would
 * be, after it as its runs are. Says nothing of one letter.
 */
#ifndef ACTIONS_SHOW_PLAN_H
#define ACTIONS_SHOW_PLAN_H

#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/* Adds Dutch text to out. */
enum outcome show_plan(struct db *db, const char *wave, time_t now,
    struct text *out, struct problem *why);

#endif
