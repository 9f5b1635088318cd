/*
 * send_proof.h - one proof letter of a wave to an address somebody gives, and
 * what happens on its way, step by step.
 */
#ifndef ACTIONS_SEND_PROOF_H
#define ACTIONS_SEND_PROOF_H

#include <stdbool.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

/* One thing to know, a Dutch sentence; good: it is as it should be. */
typedef void send_proof_step(void *arg, bool good, const char *sentence);

/*
 * As post, with its password for the mail server. DONE: the letter is the
 * server's (or a file in the Maildir). REFUSED, with why: no letter went out.
 * Writes nothing in the database. The caller ignores SIGPIPE.
 */
enum outcome send_proof(struct db *db, const struct config *config,
    const char *wave, const char *address, time_t now, send_proof_step *tell,
    void *arg, struct problem *why);

#endif
