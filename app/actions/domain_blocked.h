/*
 * domain_blocked.h - mail domains that refuse a wave's letters by their
 * policy: letters there wait inside their run.
 */
#ifndef ACTIONS_DOMAIN_BLOCKED_H
#define ACTIONS_DOMAIN_BLOCKED_H

#include <stdbool.h>

#include "actions/letter_run.h"

#define BLOCKED_RETRY 3600		/* seconds until the next look */
#define BLOCKED_REPLY "domain blocked"	/* as a server's reply */

/* At the beginning of every pass: reads what is blocked, and sets
 * letter->blocked of those that are wanted. FAILED, logged. */
enum outcome load_blocks(struct db *db, struct letter_run *r);

bool domain_blocked(const struct letter_run *r, const char *address);

/* A blocked letter's turn: nobody is asked, and it counts as a try; the last
 * one when it is given up. The caller writes the journal. */
void blocked_put_off(struct run_letter *l, bool given_up, time_t now);

#endif
