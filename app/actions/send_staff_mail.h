/*
 * send_staff_mail.h - one mail of the outbox: claimed, sent, gone.
 */
#ifndef ACTIONS_SEND_STAFF_MAIL_H
#define ACTIONS_SEND_STAFF_MAIL_H

#include <time.h>

#include "actions/letter_run.h"

/*
 * DONE: one was sent, given up, or put off; there may be more. ABSENT: there
 * is none for us now. FAILED, logged. What a server took is on the journal
 * before it is taken out of the box, so a kill repeats at most the one in
 * hand, under the same Message-ID.
 */
enum outcome send_staff_mail(struct db *db, struct sending *s, time_t now);

/* When there is something to do; 0 for never. FAILED, logged. */
enum outcome next_staff_mail(struct db *db, time_t *out);

#endif
