/*
 * show_letter.h - which texts the letters of a wave have, one of them as it
 * can be changed, and what a key person can forward.
 */
#ifndef ACTIONS_SHOW_LETTER_H
#define ACTIONS_SHOW_LETTER_H

#include "actions/find_letter_text.h"
#include "base/text.h"

/* Without a kind: a line for each. With one: the source that holds for the
 * group, or for all. */
enum outcome show_letter(struct db *db, const struct config *config,
    const struct letter_name *name, struct text *out, struct problem *why);

/* A text without a link: who asks, why, until when, and whose e-mail to look
 * for. REFUSED once the wave is closed. */
enum outcome show_keyperson(struct db *db, const struct config *config,
    const char *wave, struct text *out, struct problem *why);

#endif
