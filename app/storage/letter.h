/*
 * letter.h - the letters of one run and the sealed people they go to.
 */
#ifndef STORAGE_LETTER_H
#define STORAGE_LETTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "storage/db.h"

struct letter_row {
	char invitation_id[37], invitee_id[37];
	bool wanted;		/* as far as rows say */
	unsigned char *sealed;	/* the person's record */
	size_t sealed_len;
};

enum outcome store_letters(struct db *db, const char *mail_run_id,
    struct letter_row **out, size_t *count);
void store_letters_free(struct letter_row *letters, size_t count);

#endif
