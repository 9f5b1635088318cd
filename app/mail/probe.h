/*
 * probe.h - goes with a mail server as far as a letter would, and sends none:
 * what a person reads who wonders whether letters can leave.
 */
#ifndef MAIL_PROBE_H
#define MAIL_PROBE_H

#include <stdbool.h>

#include "base/config.h"
#include "base/outcome.h"

/* One step, in a Dutch sentence that names nobody; good: it went well. */
typedef void mail_probe_step(void *arg, bool good, const char *sentence);

/*
 * Connects, greets, encrypts, signs in, names sender and address, and takes it
 * back. DONE: a letter would be taken. REFUSED: it would not, the last but one
 * step says why. FAILED, logged: the password cannot be read.
 */
enum outcome mail_probe(const struct config *config, const char *sender,
    const char *address, mail_probe_step *tell, void *arg);

#endif
