/*
 * mailbox.h - empties a Maildir that a mail server fills: one message after
 * another, each held with a lock while somebody reads it, then deleted or
 * moved to cur/ for a person. Refuses to know what is in a message.
 */
#ifndef MAIL_MAILBOX_H
#define MAIL_MAILBOX_H

#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"

struct mailbox;

/* Makes what is missing of the Maildir. FAILED, logged, also when messages
 * could not be taken away from it. */
enum outcome mail_mailbox_open(struct mailbox **out, const char *folder);
void mail_mailbox_close(struct mailbox *m);	/* accepts NULL */

/* The next message in new/ that nobody else reads: at most max bytes of it,
 * in place of what was in out. What is done with the one before must have
 * been said, or it stays. ABSENT after the last; FAILED, logged. */
enum outcome mail_mailbox_next(struct mailbox *m, size_t max,
    struct text *out);
/* Of the message last read. FAILED, logged: it is still in new/. */
enum outcome mail_mailbox_delete(struct mailbox *m);
enum outcome mail_mailbox_keep(struct mailbox *m);

#endif
