/*
 * probe.h - goes with a mail server step by step where a letter would go, with
 * a letter or without: what a person reads who wonders whether letters leave.
 */
#ifndef MAIL_PROBE_H
#define MAIL_PROBE_H

#include <stdbool.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/text.h"

/* One step, in a Dutch sentence that names nobody; good: it went well. */
typedef void mail_probe_step(void *arg, bool good, const char *sentence);

/*
 * Connects, greets, encrypts, signs in, names sender and address, and takes it
 * back. DONE: a letter would be taken. REFUSED: it would not; ABSENT: not now,
 * maybe later (4xx about sender or receiver): the last step that is not good
 * says why. FAILED, logged: the password cannot be read. Whoever calls this
 * ignores SIGPIPE.
 */
enum outcome mail_probe(const struct config *config, const char *sender,
    const char *address, mail_probe_step *tell, void *arg);

/* The same, and the message is sent. DONE: the server has taken it. With a
 * Maildir it is a file there, under the name id. */
struct mail_probe_letter {
	const char *id, *sender, *address;
	const struct text *message;
};
enum outcome mail_probe_send(const struct config *config,
    const struct mail_probe_letter *l, mail_probe_step *tell, void *arg);

#endif
