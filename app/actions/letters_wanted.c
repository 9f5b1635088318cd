/*
 * letters_wanted.c - hours can lie between two passes over a run: who is still
 * wanted?
 */
#include "actions/letters_wanted.h"

#include <string.h>

enum outcome
letters_wanted(struct db *db, struct letter_run *r)
{
	struct letter_row *rows = NULL;
	size_t count = 0;
	enum outcome o;

	if (!r->old) {
		r->old = true;
		return DONE;
	}
	o = store_letters(db, r->run.mail_run_id, &rows, &count);
	for (size_t i = 0; o == DONE && i < r->count; i++)
		for (size_t k = 0; k < count; k++)
			if (strcmp(r->rows[i].invitation_id,
			    rows[k].invitation_id) == 0)
				r->rows[i].wanted = rows[k].wanted;
	store_letters_free(rows, count);
	return o;
}
