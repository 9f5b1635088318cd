/*
 * cast_ballot.h - the answers go into their envelope: checked as a whole,
 * written as one document, padded, sealed with a key this process cannot open,
 * stored in one short transaction that deletes the draft.
 */
#ifndef ACTIONS_CAST_BALLOT_H
#define ACTIONS_CAST_BALLOT_H

#include "actions/open_link.h"
#include "base/problem.h"

/*
 * DONE: the envelope is there, durably, now or from an earlier time (a double
 * click, a replay). REFUSED: PROBLEM_FIELD with faults and the first page that
 * needs attention in r->page, or PROBLEM_TOO_LATE: nothing was stored.
 */
enum outcome cast_ballot(struct survey *s, struct respondent *r, time_t now,
    struct page_faults *faults, struct problem *why);

#endif
