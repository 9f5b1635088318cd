/*
 * end_transaction.c - commit or roll back, and whose fault a refusal is.
 */
#include "actions/end_transaction.h"

#include "base/log.h"
#include "base/text.h"

enum outcome
end_transaction(struct db *db, enum outcome outcome, const char *what,
    const struct problem *why)
{
	char state[8];

	text_copy(state, sizeof(state), db_sqlstate(db));
	if (outcome == DONE) {
		outcome = db_commit(db);
		text_copy(state, sizeof(state), db_sqlstate(db));
	} else {
		db_rollback(db);
	}
	if (outcome == ABSENT ||
	    (outcome == REFUSED && why->code == PROBLEM_NONE))
		outcome = log_failed("%s: the database refused a step (%s)",
		    what, state);
	return outcome;
}
