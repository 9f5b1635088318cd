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

/*
 * At the beginning of every pass: reads what is blocked, and sets
 * letter->blocked. Of a reminder also for who gets none: a run that waited
 * only for those who have not answered would tell who they are. FAILED,
 * logged.
 */
enum outcome load_blocks(struct db *db, struct letter_run *r);

bool domain_blocked(const struct letter_run *r, const char *address);

/* A blocked letter's turn: nobody is asked, and it counts as a try. One that
 * is wanted is given up after give_up seconds in which letters could leave;
 * one that is not is never said to be. The caller writes the journal. */
void blocked_put_off(struct run_letter *l, const struct plan *plan, time_t now,
    time_t give_up);
/* Whether its run waits for a blocked letter, wanted or not. */
bool blocked_waits(const struct run_letter *l, const struct plan *plan,
    time_t give_up);

#endif
