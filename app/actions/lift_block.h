/*
 * lift_block.h - letters to a mail domain that refused them go on.
 */
#ifndef ACTIONS_LIFT_BLOCK_H
#define ACTIONS_LIFT_BLOCK_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/* REFUSED when there is no such wave, or the domain is not blocked in it.
 * The audit log says that, not which domain. */
enum outcome lift_block(struct db *db, const struct config *config,
    const char *wave, const char *domain, const char *who, time_t now,
    struct problem *why);

#endif
