/*
 * letters_wanted.h - which letters of a run are to be sent, seen again at the
 * beginning of every pass: sets row->wanted.
 */
#ifndef ACTIONS_LETTERS_WANTED_H
#define ACTIONS_LETTERS_WANTED_H

#include "actions/letter_run.h"

/* FAILED, logged; what was known then stays. */
enum outcome letters_wanted(struct db *db, struct letter_run *r);

#endif
