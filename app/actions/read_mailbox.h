/*
 * read_mailbox.h - the Maildir that letters come back to (AOJ_BOUNCE_MAILDIR):
 * every message is read, then deleted; what a person wrote is moved to cur/,
 * what is too much for us or ended a process to aside/, and told of once. A
 * request for no more mail stays in waiting/ until the night.
 */
#ifndef ACTIONS_READ_MAILBOX_H
#define ACTIONS_READ_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "actions/read_bounce.h"

/* At most that many messages, and in the night all that ask for no more mail;
 * *more tells whether there may be others. FAILED, logged: what could not be
 * handled is still there. */
enum outcome read_mailbox(struct db *db, struct bounce_reader *b,
    const struct config *config, size_t most, bool night, time_t now,
    bool *more);

#endif
