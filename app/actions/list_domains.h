/*
 * list_domains.h - at which mail domains a scanner asks for no more mail, for
 * an administrator to decide. Reminders go to those who have not answered, so
 * neither a name nor a number of them is told: a domain is named only when
 * ten of its people are on the list, as of last midnight, and no number goes
 * with it.
 */
#ifndef ACTIONS_LIST_DOMAINS_H
#define ACTIONS_LIST_DOMAINS_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/* As aoj_post, with its keys. A line each in Dutch; nothing for none.
 * REFUSED when there is no such wave, or its keys are not here. */
enum outcome list_domains(struct db *db, const struct config *config,
    const char *wave, time_t now, struct text *out, struct problem *why);

#endif
