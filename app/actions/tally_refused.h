/*
 * tally_refused.h - part of check_ballots: how many of each group said that
 * they would not take part, and sent answers after all.
 */
#ifndef ACTIONS_TALLY_REFUSED_H
#define ACTIONS_TALLY_REFUSED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "storage/ballot_check.h"
#include "storage/db.h"

/* Inside the transaction of the check. has_cast goes with invited. Writes a
 * number for each group of which one may be told, all in one statement. */
enum outcome tally_refused(struct db *db, const char *wave_id,
    const struct invited_row *invited, const bool *has_cast, size_t count);

#endif
