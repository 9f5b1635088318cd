/*
 * correct_invitee.h - another address for somebody whom the invitation did
 * not reach: a new invitation, with another link.
 */
#ifndef ACTIONS_CORRECT_INVITEE_H
#define ACTIONS_CORRECT_INVITEE_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/*
 * number (or, that being NULL, old) names the person; address is the new one,
 * which may be the old one once more. Only while the letter is still to
 * leave, was not accepted by a mail server, or came back: else REFUSED, as
 * with an address that is somebody's already. said: when which letters leave.
 */
enum outcome correct_invitee(struct db *db, const struct config *config,
    const char *wave, const char *number, const char *old,
    const char *address, const char *who, time_t now, struct text *said,
    struct problem *why);

#endif
