/*
 * contacts.c - finds and empties the records of waves that are long over. The
 * database decides when that is.
 */
#include "storage/contacts.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"

static enum outcome
read_waves(struct db *db, enum sql statement, const struct param *params,
    size_t param_count, char (**out)[37], size_t *count)
{
	struct rows *r = NULL;
	enum outcome o = db_run(db, statement, params, param_count, &r);

	if (o != DONE)
		return o;
	*out = calloc(rows_count(r) + 1, sizeof(**out));
	if (*out == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		text_copy((*out)[i], sizeof((*out)[i]), rows_text(r, i, 0));
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

enum outcome
store_contacts_over(struct db *db, time_t now, char (**out)[37],
    size_t *count)
{
	const struct param params[] = { PARAM_TIME(now) };

	return read_waves(db, SQL_CONTACTS_OVER, params, 1, out, count);
}

enum outcome
store_contacts_destroyed(struct db *db, char (**out)[37], size_t *count)
{
	return read_waves(db, SQL_CONTACTS_DESTROYED, NULL, 0, out, count);
}

enum outcome
store_contacts_destroy(struct db *db, const char *wave_id, time_t now)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TIME(now),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_CONTACTS_DESTROY, params, 2, &r);

	if (o == DONE && !rows_bool(r, 0, 0))
		o = ABSENT;
	rows_free(r);
	return o;
}
