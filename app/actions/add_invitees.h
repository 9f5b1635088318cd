/*
 * add_invitees.h - people who join an open wave.
 */
#ifndef ACTIONS_ADD_INVITEES_H
#define ACTIONS_ADD_INVITEES_H

#include <stddef.h>
#include <time.h>

#include "actions/import_file.h"
#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "domain/invitee.h"
#include "storage/db.h"

/*
 * A CSV as import_invitees takes it, all or nothing; list, which the caller
 * frees, has a verdict per row. Who is on the list already stays as he is.
 * People of a group that was merged at the start come where it is counted;
 * REFUSED for a group that had fewer than five people then (except in
 * trials). said: when which letters leave.
 */
enum outcome add_invitees(struct db *db, const struct config *config,
    const char *wave, const char *csv, size_t len, const char *who,
    time_t now, struct import_file *file, struct invitee_list *list,
    struct text *said, struct problem *why);

#endif
