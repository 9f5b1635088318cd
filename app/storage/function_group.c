/*
 * function_group.c - reads and writes the function groups of a wave. Refuses
 * to know when one is too small.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "storage/function_group.h"

static char *
copy(const char *s)
{
	char *c = strdup(s);

	if (c == NULL)
		die("out of memory");
	return c;
}

void
store_groups_free(struct group_rows *g)
{
	for (size_t i = 0; i < g->count; i++) {
		struct group_row *row = &g->list[i];

		for (size_t j = 0; j < row->group.synonym_count; j++)
			free((char *)(uintptr_t)row->group.synonyms[j]);
		free(row->group.synonyms);
		free((char *)(uintptr_t)row->group.code);
		free((char *)(uintptr_t)row->group.name);
		free(row->questionnaire);
		free(row->merged_into);
	}
	free(g->list);
	free(g->groups);
	*g = (struct group_rows){ 0 };
}

static void
synonyms_read(struct invitee_group *g, const char *json)
{
	json_t *list = json_loads(json, 0, NULL);

	REQUIRE(json_is_array(list));
	g->synonyms = calloc(json_array_size(list) + 1, sizeof(char *));
	if (g->synonyms == NULL)
		die("out of memory");
	for (size_t i = 0; i < json_array_size(list); i++)
		g->synonyms[g->synonym_count++] =
		    copy(json_string_value(json_array_get(list, i)));
	json_decref(list);
}

static void
counts_read(struct group_rows *g, const struct rows *rows)
{
	for (size_t i = 0; i < rows_count(rows); i++) {
		for (size_t j = 0; j < g->count; j++) {
			if (strcmp(rows_text(rows, i, 0),
			    g->list[j].group.code) != 0)
				continue;
			g->list[j].people = rows_int(rows, i, 1);
			g->list[j].doubles = rows_int(rows, i, 2);
			g->list[j].all = rows_int(rows, i, 3);
		}
	}
}

enum outcome
store_groups(struct db *db, const char *wave_id, struct group_rows *out)
{
	struct param p[] = { PARAM_TEXT(wave_id) };
	struct group_rows g = { 0 };
	struct rows *rows = NULL, *counts = NULL;
	enum outcome o;

	o = db_run(db, SQL_FUNCTION_GROUPS, p, 1, &rows);
	if (o == DONE)
		o = db_run(db, SQL_INVITATION_COUNTS, p, 1, &counts);
	if (o != DONE)
		goto out;
	g.list = calloc(rows_count(rows) + 1, sizeof(*g.list));
	g.groups = calloc(rows_count(rows) + 1, sizeof(*g.groups));
	if (g.list == NULL || g.groups == NULL)
		die("out of memory");
	for (; g.count < rows_count(rows); g.count++) {
		struct group_row *row = &g.list[g.count];

		row->group.code = copy(rows_text(rows, g.count, 0));
		row->group.name = copy(rows_text(rows, g.count, 1));
		row->questionnaire = copy(rows_text(rows, g.count, 2));
		synonyms_read(&row->group, rows_text(rows, g.count, 3));
		if (!rows_null(rows, g.count, 4))
			row->merged_into = copy(rows_text(rows, g.count, 4));
		row->invited = rows_null(rows, g.count, 5) ? -1 :
		    rows_int(rows, g.count, 5);
		g.groups[g.count] = row->group;
	}
	counts_read(&g, counts);
	*out = g;
out:
	rows_free(rows);
	rows_free(counts);
	return o;
}

enum outcome
store_group_insert(struct db *db, const char *wave_id, int position,
    const struct wave_file_group *group)
{
	struct text synonyms = { 0 };
	struct param p[8] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(group->code),
		PARAM_INT(position), PARAM_TEXT(group->name),
		PARAM_TEXT(group->questionnaire), PARAM_NULL, PARAM_NULL,
		PARAM_NULL,
	};
	enum outcome o;

	for (size_t i = 0; i < group->synonym_count; i++)
		db_array_add(&synonyms, group->synonyms[i]);
	db_array_end(&synonyms);
	if (group->sector != NULL)
		p[5] = (struct param)PARAM_TEXT(group->sector);
	if (group->reporting_group != NULL)
		p[6] = (struct param)PARAM_TEXT(group->reporting_group);
	p[7] = (struct param)PARAM_TEXT(synonyms.bytes);
	o = db_run(db, SQL_FUNCTION_GROUP_INSERT, p, 8, NULL);
	text_free(&synonyms);
	return o;
}

enum outcome
store_groups_freeze(struct db *db, const char *wave_id,
    const struct group_rows *groups)
{
	struct text codes = { 0 }, invited = { 0 }, merged = { 0 };
	char number[24];
	enum outcome o;

	for (size_t i = 0; i < groups->count; i++) {
		const struct group_row *row = &groups->list[i];

		snprintf(number, sizeof(number), "%ld", row->invited);
		db_array_add(&codes, row->group.code);
		db_array_add(&invited, number);
		db_array_add(&merged, row->merged_into);
	}
	db_array_end(&codes);
	db_array_end(&invited);
	db_array_end(&merged);
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(codes.bytes),
		PARAM_TEXT(invited.bytes), PARAM_TEXT(merged.bytes),
	};
	o = db_run(db, SQL_FUNCTION_GROUP_FREEZE, p, 4, NULL);
	text_free(&codes);
	text_free(&invited);
	text_free(&merged);
	return o;
}
