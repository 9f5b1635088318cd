/*
 * reply.h - what a mail server said, as the database may keep it: one line
 * without the address, which servers like to repeat, and without the queue
 * number of an accepted letter, which holds the time to the second.
 */
#ifndef MAIL_REPLY_H
#define MAIL_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define MAIL_REPLY_MAX 200	/* bytes, without the NUL */

/* The three digits a reply begins with; 0 when there are none. */
int mail_reply_code(const char *reply);

/*
 * Of a 2xx reply the code and the enhanced code ("250 2.1.5", RFC 3463); of
 * any other the text too, in ASCII, without words that hold an @ or the part
 * of address before it. out has MAIL_REPLY_MAX + 1 bytes.
 */
void mail_reply_keep(char *out, const char *reply, const char *address);

#endif
