/*
 * mailbox.h - empties a Maildir that a mail server fills: one message after
 * another, each held with a lock while somebody reads it, then deleted or
 * moved away for a person. Refuses to know what is in a message.
 *
 *   new/      the mail server's: nobody has read it
 *   reading/  is being read: whoever finds it there, unlocked, knows that a
 *             process ended while it read it, and does not read it again
 *   waiting/  was read, and did no harm; what follows is not done yet
 *   cur/      of a person, for a person
 *   aside/    was not read, or not to its end, and will not be: for a person
 */
#ifndef MAIL_MAILBOX_H
#define MAIL_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"

struct mailbox;

/* Makes what is missing of the Maildir. FAILED, logged, also when messages
 * could not be taken away from it. */
enum outcome mail_mailbox_open(struct mailbox **out, const char *folder);
void mail_mailbox_close(struct mailbox *m);	/* accepts NULL */

/* The next message that nobody else reads: at most max bytes of it, in place
 * of what was in out. It lies in reading/ from now on, also when the power
 * fails. *again: it lay there before, and must not be read again. What is done
 * with the one before must have been said, or it stays where it lies. ABSENT
 * after the last; FAILED, logged. */
enum outcome mail_mailbox_next(struct mailbox *m, size_t max,
    struct text *out, bool *again);
/* The message has been read to its end: it moves to waiting/, and whatever
 * ends the process now, it will be read again. */
enum outcome mail_mailbox_survived(struct mailbox *m);
/* Of the message last read. FAILED, logged: it is where it was. */
enum outcome mail_mailbox_delete(struct mailbox *m);
enum outcome mail_mailbox_keep(struct mailbox *m);	/* in cur/ */
enum outcome mail_mailbox_set_aside(struct mailbox *m);

#endif
