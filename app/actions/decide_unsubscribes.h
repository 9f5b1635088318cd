/*
 * decide_unsubscribes.h - an administrator's word about people who may have
 * been unsubscribed by a robot.
 */
#ifndef ACTIONS_DECIDE_UNSUBSCRIBES_H
#define ACTIONS_DECIDE_UNSUBSCRIBES_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/* Whose, and what. */
struct unsubscribe_word {
	const char *address;	/* NULL: everybody who is held */
	bool confirm;		/* false: they asked for nothing */
};

/*
 * One transaction, audited without addresses. *decided tells how many.
 * REFUSED: no such wave, not open or closed, no key, nobody held.
 */
enum outcome decide_unsubscribes(struct db *db, const struct config *config,
    const char *code, const struct unsubscribe_word *word, const char *who,
    time_t now, size_t *decided, struct problem *why);

#endif
