/*
 * find_letter_text.h - the letter that somebody named: wave, kind and maybe a
 * function group; with the wave as its letters see it, and all its texts.
 */
#ifndef ACTIONS_FIND_LETTER_TEXT_H
#define ACTIONS_FIND_LETTER_TEXT_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "domain/letter_text.h"
#include "domain/wave.h"
#include "storage/db.h"
#include "storage/wave.h"

/* What was named. */
struct letter_name {
	const char *wave;
	const char *kind;		/* NULL: no kind in particular */
	const char *function_group;	/* NULL: every group */
};

struct named_letter {
	struct wave_row row;		/* owned, as is what follows */
	struct wave *wave;
	struct letter_texts texts;
};

/* DONE with *out; REFUSED when there is no such wave, kind or group, or the
 * group counts with another. Either way *out is to be freed. Loads the
 * letters that come with the program. */
enum outcome find_letter_text(struct db *db, const struct config *config,
    const struct letter_name *name, struct named_letter *out,
    struct problem *why);
void named_letter_free(struct named_letter *l);	/* accepts a zeroed one */

#endif
