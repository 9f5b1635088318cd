/*
 * set_letter.h - gives a wave a text of its own for a letter, or takes it
 * back; until the first letters of its kind (and group) leave.
 */
#ifndef ACTIONS_SET_LETTER_H
#define ACTIONS_SET_LETTER_H

#include <time.h>

#include "actions/find_letter_text.h"
#include "domain/questionnaire.h"

/* file is what somebody typed (assets/letters/README.md). REFUSED with every
 * mistake, and nothing stored. */
enum outcome set_letter(struct db *db, const struct config *config,
    const struct letter_name *name, const char *file, size_t len,
    const char *who, time_t now, struct mistakes *mistakes,
    struct problem *why);

/* The text that holds then is looked at too: it may say what another letter
 * says by now. REFUSED when there is no text to take back. */
enum outcome unset_letter(struct db *db, const struct config *config,
    const struct letter_name *name, const char *who, time_t now,
    struct mistakes *mistakes, struct problem *why);

#endif
