/*
 * import_invitees.h - an address list into a wave: all of it or nothing.
 */
#ifndef ACTIONS_IMPORT_INVITEES_H
#define ACTIONS_IMPORT_INVITEES_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "actions/import_file.h"
#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "domain/invitee.h"
#include "storage/db.h"

/*
 * Reads a CSV and says what would happen to each row (list, which the caller
 * frees whatever the outcome). REFUSED, and nothing written, when any row is
 * refused; why then tells how many. A dry run never writes.
 */
enum outcome import_invitees(struct db *db, const struct config *config,
    const char *wave, const char *csv, size_t len, bool dry_run,
    const char *who, time_t now, struct import_file *file,
    struct invitee_list *list, struct problem *why);

#endif
