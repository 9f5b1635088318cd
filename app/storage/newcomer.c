/*
 * newcomer.c - the runs of people who join later. Refuses to know who they
 * are.
 */
#include "storage/newcomer.h"

enum outcome
store_newcomers_place(struct db *db, const char *wave_id, time_t due,
    time_t ends, time_t reminders, long *changed)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TIME(due), PARAM_TIME(ends),
		PARAM_TIME(reminders),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_NEWCOMER_PLACE, params, 4, &r);

	if (o == DONE)
		*changed = (long)rows_int(r, 0, 0);
	rows_free(r);
	return o;
}
