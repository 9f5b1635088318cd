/*
 * open_box.h - holders give their opening codes, one by one; what they open
 * waits in locked memory until a count begins.
 */
#ifndef ACTIONS_OPEN_BOX_H
#define ACTIONS_OPEN_BOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

struct box_opening;	/* the shares that were opened so far */

/*
 * Begins for one wave. REFUSED: PROBLEM_NAME when there is no such wave,
 * PROBLEM_STATE when it is not closed, counted already, its ballots are not
 * checked yet or the list of them is not signed: nobody should type a code
 * for nothing. without_list: when the key that signs it is lost. *out is the
 * caller's to free.
 */
enum outcome open_box(struct db *db, const char *wave, bool without_list,
    struct box_opening **out, struct problem *why);
bool box_opening_without_list(const struct box_opening *o);
/* What will be opened: the envelopes of each group. Holders read this before
 * they give a code. */
void box_opening_print(const struct box_opening *o, struct text *out);
void box_opening_free(struct box_opening *o);	/* wipes; NULL is fine */

/* One code, as typed. REFUSED (PROBLEM_CODE) when it is no code, nobody's, or
 * of a holder who gave it before; the sentence never repeats it. */
enum outcome box_opening_add(struct box_opening *o, const char *typed,
    size_t len, struct problem *why);

/* Codes that are still needed; 0 when there are enough. */
size_t box_opening_missing(const struct box_opening *o);

/* Whose code was given last; NULL when none was. */
const char *box_opening_last(const struct box_opening *o);

#endif
