/*
 * show_undelivered.h - the administrator's list of invitations that did not
 * arrive, with names and addresses: somebody has to find the right ones.
 */
#ifndef ACTIONS_SHOW_UNDELIVERED_H
#define ACTIONS_SHOW_UNDELIVERED_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/* Text, or CSV (RFC 4180) with the column names of an address list. Ordered by
 * function group, organisation and address. *count of them. */
enum outcome show_undelivered(struct db *db, const struct config *config,
    const char *wave, bool csv, struct text *out, size_t *count,
    struct problem *why);

#endif
