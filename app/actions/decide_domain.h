/*
 * decide_domain.h - an administrator's word about a mail domain: people, or a
 * scanner. A row about the domain, never about anybody there.
 */
#ifndef ACTIONS_DECIDE_DOMAIN_H
#define ACTIONS_DECIDE_DOMAIN_H

#include <stdbool.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/* As the office; the last word counts. Whether anybody asked is not looked
 * at. REFUSED when there is no such wave, it is not open, or that is no mail
 * domain. The audit log says that, not which domain. */
enum outcome decide_domain(struct db *db, const struct config *config,
    const char *wave, const char *domain, bool people, const char *who,
    time_t now, struct problem *why);

#endif
