/*
 * pause_letters.h - stops the letters of an open wave at once, or lets them
 * go on. The survey itself goes on.
 */
#ifndef ACTIONS_PAUSE_LETTERS_H
#define ACTIONS_PAUSE_LETTERS_H

#include <stdbool.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/* REFUSED when they are so already, or the wave is not open. */
enum outcome pause_letters(struct db *db, const struct config *config,
    const char *wave, bool pause, const char *who, time_t now,
    struct problem *why);

#endif
