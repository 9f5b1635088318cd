/*
 * unsubscribe_by_mail.h - mails to the address in a letter's List-Unsubscribe
 * header ask what that header's link asks: a slip each, all of a night at
 * once and shuffled. A slip written when its mail came would be named by the
 * mail server's log.
 */
#ifndef ACTIONS_UNSUBSCRIBE_BY_MAIL_H
#define ACTIONS_UNSUBSCRIBE_BY_MAIL_H

#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "mail/bounce.h"
#include "storage/db.h"

/* Tokens of the header, in lower case, of any waves; those that are none, or
 * of no open wave, are passed over. *added says how many slips were new. */
enum outcome unsubscribe_by_mail(struct db *db,
    const char (*tokens)[BOUNCE_TOKEN_CHARS + 1], size_t count, time_t now,
    size_t *added);

#endif
