/*
 * withdraw_invitee.h - takes somebody off the list of an open wave.
 */
#ifndef ACTIONS_WITHDRAW_INVITEE_H
#define ACTIONS_WITHDRAW_INVITEE_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/*
 * number (or, that being NULL, address) names the person. No letter goes to
 * him any more and his link is dead; an answer that is in the box stays, and
 * he counts as invited. REFUSED when fewer than five would be left of those
 * who were in the group at the start (except in trials).
 */
enum outcome withdraw_invitee(struct db *db, const struct config *config,
    const char *wave, const char *number, const char *address,
    const char *who, time_t now, struct problem *why);

#endif
