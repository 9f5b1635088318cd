/*
 * letter.c - the letters of a run. Refuses to open a person's record.
 */
#include "storage/letter.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

static void
read_row(struct letter_row *l, const struct rows *r, size_t row)
{
	const unsigned char *sealed;

	text_copy(l->invitation_id, sizeof(l->invitation_id),
	    rows_text(r, row, 0));
	text_copy(l->invitee_id, sizeof(l->invitee_id), rows_text(r, row, 1));
	sealed = rows_bytes(r, row, 2, &l->sealed_len);
	l->wanted = rows_bool(r, row, 3);
	l->sealed = malloc(l->sealed_len + 1);
	if (l->sealed == NULL)
		die("out of memory");
	memcpy(l->sealed, sealed, l->sealed_len);
}

enum outcome
store_letters(struct db *db, const char *mail_run_id, struct letter_row **out,
    size_t *count)
{
	const struct param params[] = { PARAM_TEXT(mail_run_id) };
	struct letter_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_LETTER_RUN, params, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		read_row(&list[i], r, i);
	*count = rows_count(r);
	*out = list;
	rows_free(r);
	return DONE;
}

void
store_letters_free(struct letter_row *letters, size_t count)
{
	if (letters == NULL)
		return;
	for (size_t i = 0; i < count; i++)
		free(letters[i].sealed);
	free(letters);
}
