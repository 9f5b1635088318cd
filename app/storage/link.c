/*
 * link.c - hashes that find invitations. Refuses to know tokens.
 */
#include "storage/link.h"

#include <stdlib.h>

#include "base/log.h"

#define PATIENCE "2000ms"	/* below the survey's own time-outs */

enum outcome
store_link_lock(struct db *db, const char *wave_id)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };

	return db_run(db, SQL_LINK_LOCK, params, 1, NULL);
}

static enum outcome
read_ids(struct db *db, enum sql statement, const char *wave_id,
    char (**out)[37], size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	char (*ids)[37];
	struct rows *r = NULL;
	enum outcome o = db_run(db, statement, params, 1, &r);

	if (o != DONE)
		return o;
	ids = calloc(rows_count(r) + 1, sizeof(*ids));
	if (ids == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		text_copy(ids[i], sizeof(ids[i]), rows_text(r, i, 0));
	*count = rows_count(r);
	*out = ids;
	rows_free(r);
	return DONE;
}

enum outcome
store_link_missing(struct db *db, const char *wave_id, char (**out)[37],
    size_t *count)
{
	return read_ids(db, SQL_LINK_MISSING, wave_id, out, count);
}

enum outcome
store_link_all(struct db *db, const char *wave_id, char (**out)[37],
    size_t *count)
{
	return read_ids(db, SQL_LINK_ALL, wave_id, out, count);
}

enum outcome
store_link_fill(struct db *db, const struct text *ids,
    const struct text *hashes, const struct text *unsubscribe_hashes)
{
	const struct param params[] = {
		PARAM_TEXT(ids->bytes), PARAM_TEXT(hashes->bytes),
		PARAM_TEXT(unsubscribe_hashes->bytes),
	};

	return db_run(db, SQL_LINK_FILL, params, 3, NULL);
}

enum outcome
store_link_freeze(struct db *db)
{
	const struct param patience[] = { PARAM_TEXT(PATIENCE) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_LINK_PATIENCE, patience, 1, NULL);

	if (o == DONE)
		o = db_run(db, SQL_LINK_FREEZE, NULL, 0, &r);
	if (o == DONE && !rows_bool(r, 0, 0))
		o = ABSENT;
	rows_free(r);
	return o;
}
