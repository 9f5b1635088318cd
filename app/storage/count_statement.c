/*
 * count_statement.c - what counting found. Refuses to know a single answer.
 */
#include "storage/count_statement.h"

#include <stdio.h>

#include "base/text.h"

struct group_lists { struct text with_drafts, drafts, opened_in, opened; };

/* Groups with a number each, those without left out. */
static void
list_groups(const struct count_statement *s, struct group_lists *l)
{
	char number[24];

	for (size_t i = 0; i < s->group_count; i++) {
		const struct count_group *g = &s->groups[i];

		if (g->drafts > 0) {
			(void)snprintf(number, sizeof(number), "%zu",
			    g->drafts);
			db_array_add(&l->with_drafts, g->code);
			db_array_add(&l->drafts, number);
		}
		if (g->opened > 0) {
			(void)snprintf(number, sizeof(number), "%zu",
			    g->opened);
			db_array_add(&l->opened_in, g->code);
			db_array_add(&l->opened, number);
		}
	}
	db_array_end(&l->with_drafts);
	db_array_end(&l->drafts);
	db_array_end(&l->opened_in);
	db_array_end(&l->opened);
}

enum outcome
store_count_statement_add(struct db *db, const char *wave_id,
    const struct count_statement *s, const char *document,
    const unsigned char *signature)
{
	struct group_lists l = { .drafts = { 0 } };
	struct text holders = { 0 };
	enum outcome outcome;

	list_groups(s, &l);
	for (size_t i = 0; i < s->holder_count; i++)
		db_array_add(&holders, s->holders[i]);
	db_array_end(&holders);

	struct param params[] = {
		PARAM_TEXT(wave_id),
		PARAM_TIME(s->counted_at),
		PARAM_INT((int64_t)s->found),
		PARAM_INT((int64_t)s->foreign_found),
		PARAM_INT((int64_t)s->damaged),
		PARAM_INT((int64_t)s->opened),
		PARAM_NULL,
		PARAM_TEXT(l.with_drafts.bytes),
		PARAM_TEXT(l.drafts.bytes),
		PARAM_TEXT(holders.bytes),
		PARAM_INT((int64_t)s->unopened),
		PARAM_TEXT(l.opened_in.bytes),
		PARAM_TEXT(l.opened.bytes),
		PARAM_TEXT(document),
		PARAM_BYTES(signature, 64),
	};

	if (s->listed)
		params[6] = (struct param)PARAM_BYTES(s->genuine_hash, 32);
	outcome = db_run(db, SQL_COUNT_STATEMENT_ADD, params, 15, NULL);
	text_free(&l.with_drafts);
	text_free(&l.drafts);
	text_free(&l.opened_in);
	text_free(&l.opened);
	text_free(&holders);
	return outcome;
}
