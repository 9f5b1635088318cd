/*
 * unsubscribe_by_mail.h - a mail to the address in a letter's
 * List-Unsubscribe header asks what that header's link asks: to be confirmed
 * two minutes later, like the other.
 */
#ifndef ACTIONS_UNSUBSCRIBE_BY_MAIL_H
#define ACTIONS_UNSUBSCRIBE_BY_MAIL_H

#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"

/* token: the 26 characters of the header, in lower case. ABSENT when that is
 * no such token, or when there is nothing (more) to ask: a closed wave,
 * somebody who said no already. */
enum outcome unsubscribe_by_mail(struct db *db, const char *token, time_t now);

#endif
