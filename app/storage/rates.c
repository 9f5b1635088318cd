/*
 * rates.c - counts responses. Refuses to know what may be shown of them.
 */
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "storage/rates.h"

enum outcome
store_rates(struct db *db, const char *wave_id, bool counted,
    struct response_row **out, size_t *count)
{
	struct param p[] = { PARAM_TEXT(wave_id) };
	struct response_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, counted ? SQL_RATES_COUNTED :
	    SQL_RATES_CAST, p, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].function_group,
		    sizeof(list[i].function_group), rows_text(r, i, 0));
		list[i].responses = (long)rows_int(r, i, 1);
	}
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

enum outcome
store_rates_refused(struct db *db, const char *wave_id,
    struct refused_row **out, size_t *count)
{
	struct param p[] = { PARAM_TEXT(wave_id) };
	struct refused_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_RATES_REFUSED, p, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].function_group,
		    sizeof(list[i].function_group), rows_text(r, i, 0));
		list[i].refused = (long)rows_int(r, i, 1);
		list[i].not_eligible = (long)rows_int(r, i, 2);
	}
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

enum outcome
store_fates(struct db *db, const char *wave_id, struct fate_row **out,
    size_t *count)
{
	const struct param p[] = { PARAM_TEXT(wave_id) };
	struct fate_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_RATES_FATES, p, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].function_group,
		    sizeof(list[i].function_group), rows_text(r, i, 0));
		list[i].not_eligible = (long)rows_int(r, i, 1);
		list[i].undelivered = (long)rows_int(r, i, 2);
		list[i].not_sent = (long)rows_int(r, i, 3);
	}
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}
