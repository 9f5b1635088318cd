/*
 * find_letter.h - which letter a name is of. Names are derived, never stored:
 * those of all letters of the waves whose link key this host has are made and
 * kept in memory (20 bytes a letter, five letters an invitation).
 */
#ifndef ACTIONS_FIND_LETTER_H
#define ACTIONS_FIND_LETTER_H

#include "base/config.h"
#include "base/outcome.h"
#include "storage/db.h"

struct letter_index;
struct letter_index *letter_index_new(void);	/* empty; made when asked */
void letter_index_free(struct letter_index *x);	/* accepts NULL */

struct found_letter {
	char wave_id[37], invitation_id[37];
	const char *kind;	/* "invitation", …; static */
};

/*
 * letter_id: LETTER_ID_CHARS lower-case hexadecimal digits. ABSENT when no
 * open or closed wave has such a letter, or not one whose key is here; FAILED,
 * logged. A wave that got more invitations since is read again.
 */
enum outcome find_letter(struct db *db, const struct config *config,
    struct letter_index *x, const char *letter_id, time_t now,
    struct found_letter *out);

#endif
