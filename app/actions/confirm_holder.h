/*
 * confirm_holder.h - a holder types the code back: it was kept, and it opens
 * that holder's share of the box.
 */
#ifndef ACTIONS_CONFIRM_HOLDER_H
#define ACTIONS_CONFIRM_HOLDER_H

#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/*
 * typed is what the holder typed, in locked memory (actions/read_secret.h).
 * REFUSED: PROBLEM_CODE when it is not a code or not this holder's,
 * PROBLEM_STATE when not all holders have one yet or the wave is past draft,
 * PROBLEM_NAME when there is no such wave or holder. Confirming twice is DONE.
 */
enum outcome confirm_holder(struct db *db, const char *who, time_t now,
    const char *wave, const char *holder, const char *typed, size_t len,
    struct problem *why);

#endif
