/*
 * letters_wanted.h - which letters of a run are to be sent: sets row->wanted.
 * Decided in the moment of sending: at the beginning of every pass, and again
 * in a long one.
 */
#ifndef ACTIONS_LETTERS_WANTED_H
#define ACTIONS_LETTERS_WANTED_H

#include "actions/letter_run.h"

/* For every pass. FAILED, logged: then nothing may be sent. */
enum outcome letters_wanted(struct db *db, struct sending *s,
    struct letter_run *r, time_t now);

/* Before every letter: looks again when what is known of this run is older
 * than BALLOTS_FRESH_SECONDS, and else costs nothing. */
enum outcome letters_still_wanted(struct db *db, struct sending *s,
    struct letter_run *r, time_t now);

#endif
