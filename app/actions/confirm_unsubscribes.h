/*
 * confirm_unsubscribes.h - two minutes after somebody asked for no more mail
 * his word counts, unless so many asked at once that it may have been a
 * robot: then an administrator decides.
 */
#ifndef ACTIONS_CONFIRM_UNSUBSCRIBES_H
#define ACTIONS_CONFIRM_UNSUBSCRIBES_H

#include <stddef.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

struct unsubscribes_decided { size_t confirmed, held; };

/*
 * One transaction, for one wave; several posts may do it at once. What is
 * held is told to the administrator. REFUSED: the contact key is not here.
 */
enum outcome confirm_unsubscribes(struct db *db, const struct config *config,
    const char *wave_id, time_t now, struct unsubscribes_decided *out,
    struct problem *why);

#endif
