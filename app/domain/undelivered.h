/*
 * undelivered.h - why a letter did not arrive: the few reasons that the
 * database keeps, and the words an administrator reads. Pure.
 */
#ifndef DOMAIN_UNDELIVERED_H
#define DOMAIN_UNDELIVERED_H

#include <time.h>

#include "base/text.h"

/* The reason, as the database spells it, of a permanent status (RFC 3463):
 * "unknown_address" for 5.1.1, … */
const char *undelivered_reason(const char *status);

/* Dutch, a sentence. */
const char *undelivered_words(const char *reason);

/* The same for a letter that was given up: the status in what the mail server
 * said of it, "" when there was none. */
const char *undelivered_refused(const char *status);

/* An invitation that waits for a run of its group, which is due then; 0: no
 * letter can leave any more, unless others join. */
void undelivered_waits(struct text *out, time_t leaves);

#endif
