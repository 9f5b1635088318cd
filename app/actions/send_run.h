/*
 * send_run.h - sends the letters of a claimed run, in random order, and
 * settles it: invitations when every letter is accepted, given up or not
 * wanted, reminders at the end of their slot.
 */
#ifndef ACTIONS_SEND_RUN_H
#define ACTIONS_SEND_RUN_H

#include "actions/letter_run.h"
#include "actions/send_letters.h"

/* Who is wanted, and which mail domains wait: asked already, so that letters
 * of this run may leave while the one before it is settled. FAILED, logged. */
enum outcome send_run_prepare(struct db *db, struct sending *s,
    struct letter_run *r);

/*
 * One pass over what is due. open: the wave still is; when it is not, nothing
 * more is sent and the run is settled as it stands.
 * DONE: settled. ABSENT: something is left, see next_try. REFUSED:
 * somebody else has the run. FAILED, logged; to be tried again later. After
 * DONE and REFUSED the run is only to be freed.
 */
enum outcome send_run(struct db *db, struct sending *s, struct letter_run *r,
    bool open, const struct send_calls *calls, void *arg);

#endif
