/*
 * put_staff_mail.h - a mail to somebody of the staff, sealed into the outbox;
 * post sends it and then it is gone.
 */
#ifndef ACTIONS_PUT_STAFF_MAIL_H
#define ACTIONS_PUT_STAFF_MAIL_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "domain/staff_mail.h"
#include "storage/db.h"

/* The key that office and post share, and the wave that stands in sealed
 * mail: none. */
#define OUTBOX_KEY "contact/outbox.key"
#define OUTBOX_NO_WAVE "00000000-0000-0000-0000-000000000000"

/* In the caller's transaction, or as one statement of its own. Makes the key
 * when there is none. FAILED, logged. */
enum outcome put_staff_mail(struct db *db, const struct config *config,
    const struct staff_mail *mail, time_t now);

#endif
