/*
 * run_journal.h - a run's journal: what became of each letter so far, for the
 * process that goes on when this one is killed. One sealed block, written as a
 * whole whatever happened to one letter, or to none.
 */
#ifndef ACTIONS_RUN_JOURNAL_H
#define ACTIONS_RUN_JOURNAL_H

#include "actions/letter_run.h"

/* What a dead process knew of the letters of r, which are loaded. */
void run_journal_recall(struct letter_run *r);

/* Durably, before the next letter. FAILED, logged: then nothing more may be
 * sent. */
enum outcome run_journal_write(struct letter_run *r);

#endif
