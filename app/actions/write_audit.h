/*
 * write_audit.h - one row of the audit log, as part of another action: it
 * stands in that action's transaction, so that what is written down happened
 * and what happened is written down.
 */
#ifndef ACTIONS_WRITE_AUDIT_H
#define ACTIONS_WRITE_AUDIT_H

#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"

/*
 * Inside the caller's transaction, as its last step: other writers wait until
 * it ends. wave_id may be NULL; detail is a JSON object and never holds a
 * name of an invitee, an address, a token or a code. The row's hash is BLAKE2b
 * over the hash before it and the row:
 *   at (seconds since 1970) LF, then for who, what, wave_id ("" for none) and
 *   detail (as PostgreSQL prints jsonb) each: length in bytes ":" text LF.
 */
enum outcome write_audit(struct db *db, time_t now, const char *who,
    const char *what, const char *wave_id, const char *detail);

#endif
