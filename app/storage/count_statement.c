/*
 * count_statement.c - what counting found. Refuses to know a single answer.
 */
#include "storage/count_statement.h"

#include <stdio.h>

#include "base/text.h"

enum outcome
store_count_statement_add(struct db *db, const char *wave_id,
    const struct count_statement *s)
{
	struct text groups = { 0 }, drafts = { 0 }, holders = { 0 };
	enum outcome outcome;
	char number[24];
	size_t i;

	for (i = 0; i < s->group_count; i++) {
		if (s->groups[i].drafts == 0)
			continue;
		snprintf(number, sizeof(number), "%zu", s->groups[i].drafts);
		db_array_add(&groups, s->groups[i].code);
		db_array_add(&drafts, number);
	}
	for (i = 0; i < s->holder_count; i++)
		db_array_add(&holders, s->holders[i]);
	db_array_end(&groups);
	db_array_end(&drafts);
	db_array_end(&holders);

	const struct param params[] = {
		PARAM_TEXT(wave_id),
		PARAM_TIME(s->counted_at),
		PARAM_INT((int64_t)s->found),
		PARAM_INT((int64_t)s->foreign_found),
		PARAM_INT((int64_t)s->damaged),
		PARAM_INT((int64_t)s->opened),
		PARAM_BYTES(s->genuine_hash, 32),
		PARAM_TEXT(groups.bytes),
		PARAM_TEXT(drafts.bytes),
		PARAM_TEXT(holders.bytes),
	};

	outcome = db_run(db, SQL_COUNT_STATEMENT_ADD, params, 10, NULL);
	text_free(&groups);
	text_free(&drafts);
	text_free(&holders);
	return outcome;
}
