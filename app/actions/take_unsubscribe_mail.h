/*
 * take_unsubscribe_mail.h - somebody wrote to the address that says: no more
 * mail.
 */
#ifndef ACTIONS_TAKE_UNSUBSCRIBE_MAIL_H
#define ACTIONS_TAKE_UNSUBSCRIBE_MAIL_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "storage/db.h"

/* token: the unsubscribe token in the address, as it is printed. DONE when
 * the wish is written down; ABSENT when nobody does that: the message is then
 * to be kept. */
enum outcome take_unsubscribe_mail(struct db *db, const struct config *config,
    const char *token, time_t now);

#endif
