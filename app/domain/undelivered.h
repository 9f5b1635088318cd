/*
 * undelivered.h - why a letter did not arrive: the few reasons that the
 * database keeps, and the words an administrator reads. Pure.
 */
#ifndef DOMAIN_UNDELIVERED_H
#define DOMAIN_UNDELIVERED_H

/* The reason, as the database spells it, of a permanent status (RFC 3463):
 * "unknown_address" for 5.1.1, … */
const char *undelivered_reason(const char *status);

/* Dutch, a sentence. */
const char *undelivered_words(const char *reason);

/* The same for a letter that was given up: the status in what the mail server
 * said of it, "" when there was none. */
const char *undelivered_refused(const char *status);

#endif
