/*
 * list_unsubscribes.h - who may have been unsubscribed by a robot, for the
 * administrator who decides.
 */
#ifndef ACTIONS_LIST_UNSUBSCRIBES_H
#define ACTIONS_LIST_UNSUBSCRIBES_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/* Adds to *out, in Dutch: a line a person with function group, organisation,
 * address, time and reason, parted by tabs. REFUSED: no such wave, no key. */
enum outcome list_unsubscribes(struct db *db, const struct config *config,
    const char *code, struct text *out, struct problem *why);

#endif
