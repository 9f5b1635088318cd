/*
 * move_letters.h - gives a kind of letter that has not begun another day.
 */
#ifndef ACTIONS_MOVE_LETTERS_H
#define ACTIONS_MOVE_LETTERS_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/* date: "2015-03-24". said gets the letter's new line of the calendar.
 * REFUSED on a forbidden or past day, out of order, too near another letter
 * or the closing, and once a run of it has begun. */
enum outcome move_letters(struct db *db, const struct config *config,
    const char *wave, const char *kind, const char *date, const char *who,
    time_t now, struct text *said, struct problem *why);

#endif
