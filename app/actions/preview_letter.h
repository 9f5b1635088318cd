/*
 * preview_letter.h - a letter as somebody on the list would get it, with a
 * link that never works. Writes nothing.
 */
#ifndef ACTIONS_PREVIEW_LETTER_H
#define ACTIONS_PREVIEW_LETTER_H

#include <time.h>

#include "actions/compose_letter.h"
#include "actions/find_letter_text.h"

/* For somebody who is invited, by chance; of the group, if one is named. The
 * caller frees *out. REFUSED when there is nobody, or the letter cannot be
 * written. */
enum outcome preview_letter(struct db *db, const struct config *config,
    const struct letter_name *name, time_t now, struct composed *out,
    struct problem *why);

#endif
