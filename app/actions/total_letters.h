/*
 * total_letters.h - the total of a kind and group, when its last run is
 * settled: until then a run's numbers stay sealed.
 */
#ifndef ACTIONS_TOTAL_LETTERS_H
#define ACTIONS_TOTAL_LETTERS_H

#include "actions/letter_run.h"

/* Inside the transaction that has settled r, with store_letter_total_lock.
 * DONE also when others of its kind and group are not settled yet. */
enum outcome total_letters(struct db *db, const struct letter_run *r);

#endif
