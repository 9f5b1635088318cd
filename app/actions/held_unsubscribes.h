/*
 * held_unsubscribes.h - askings for no more mail that wait for an
 * administrator, with who asked: what listing and deciding share.
 */
#ifndef ACTIONS_HELD_UNSUBSCRIBES_H
#define ACTIONS_HELD_UNSUBSCRIBES_H

#include "base/config.h"
#include "base/problem.h"
#include "domain/invitee.h"
#include "storage/unsubscribe.h"

/* Zero-initialise. people[i].address is NULL for a record that does not
 * open. */
struct held_unsubscribes {
	struct unsubscribe_row *rows;
	struct invitee *people;
	size_t count;
};
void held_unsubscribes_free(struct held_unsubscribes *h);	/* wipes */

/* REFUSED, with why, when the contact key is not here. */
enum outcome held_unsubscribes(struct db *db, const struct config *config,
    const char *wave_id, struct held_unsubscribes *out, struct problem *why);

#endif
