/*
 * nameless_bounce.h - bounces that name no letter: nothing follows from them,
 * a person gets to see them, and administrators are told how many there are.
 */
#ifndef ACTIONS_NAMELESS_BOUNCE_H
#define ACTIONS_NAMELESS_BOUNCE_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "storage/db.h"

#define NAMELESS_TELL_EVERY 3600	/* seconds: anybody can send them */

struct nameless {
	unsigned long count;	/* that nobody was told of */
	time_t told_at;		/* 0: not yet */
};

/* One more; not inside a transaction. FAILED, logged: it was not counted. */
enum outcome nameless_note(struct nameless *n, struct db *db,
    const struct config *config, time_t now);

/* An alert to the administrators of all waves whose letters can come back now,
 * if there is something to tell and the last time was long enough ago. */
enum outcome nameless_tell(struct nameless *n, struct db *db,
    const struct config *config, time_t now);

#endif
