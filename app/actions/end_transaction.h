/*
 * end_transaction.h - how an action's transaction ends.
 */
#ifndef ACTIONS_END_TRANSACTION_H
#define ACTIONS_END_TRANSACTION_H

#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/*
 * Commits when outcome is DONE, rolls back otherwise. A refusal for which why
 * gives no reason came from a constraint, so from a mistake of ours: FAILED,
 * logged with what was being done. why->code must have been PROBLEM_NONE when
 * the transaction began.
 */
enum outcome end_transaction(struct db *db, enum outcome outcome,
    const char *what, const struct problem *why);

#endif
