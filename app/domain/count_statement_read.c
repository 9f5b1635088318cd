/*
 * count_statement_read.c - what a signed statement says, compared with what
 * else is known. Refuses to know who signed it.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "domain/count_statement.h"

static json_t *
load_statement(const char *bytes, size_t len)
{
	return json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
}

static bool
says_hash(const json_t *root, const char *key, const unsigned char hash[32])
{
	const char *said = json_string_value(json_object_get(root, key));
	char hex[65];

	text_hex(hex, hash, 32);
	return said != NULL && strcmp(said, hex) == 0;
}

bool
count_statement_tells(const char *bytes, size_t len, const char *wave_id,
    const unsigned char rows_hash[32])
{
	json_t *root = load_statement(bytes, len);
	const char *wave = json_string_value(json_object_get(root, "wave"));
	bool tells = wave != NULL && strcmp(wave, wave_id) == 0 &&
	    says_hash(root, "rows", rows_hash);

	json_decref(root);
	return tells;
}

bool
count_statement_listed(const char *bytes, size_t len)
{
	json_t *root = load_statement(bytes, len);
	bool listed = json_is_string(json_object_get(root, "list"));

	json_decref(root);
	return listed;
}

bool
count_statement_is_of(const char *bytes, size_t len,
    const unsigned char list_hash[32])
{
	json_t *root = load_statement(bytes, len);
	bool is_of = says_hash(root, "list", list_hash);

	json_decref(root);
	return is_of;
}

/* {"ib": 3} of the groups of a statement that have any. */
static json_t *
numbers_of(const json_t *groups, const char *key)
{
	json_t *numbers = json_object();
	const json_t *g, *n;
	size_t i;

	json_array_foreach(groups, i, g) {
		n = json_object_get(g, key);
		if (json_integer_value(n) > 0)
			json_object_set_new(numbers, json_string_value(
			    json_object_get(g, "group")),
			    json_integer(json_integer_value(n)));
	}
	return numbers;
}

bool
count_statement_agrees(const char *bytes, size_t len, const char *columns,
    size_t columns_len)
{
	static const char *const same[] = { "found", "foreign", "damaged",
	    "unopened", "opened", "counted_at", "list", "holders" };
	json_t *root = load_statement(bytes, len);
	json_t *row = load_statement(columns, columns_len);
	const json_t *groups = json_object_get(root, "groups");
	json_t *opened = numbers_of(groups, "opened");
	json_t *drafts = numbers_of(groups, "drafts");
	bool agrees = row != NULL &&
	    json_equal(opened, json_object_get(row, "groups")) &&
	    json_equal(drafts, json_object_get(row, "drafts"));

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		agrees = agrees && json_equal(json_object_get(root, same[i]),
		    json_object_get(row, same[i]));
	json_decref(opened);
	json_decref(drafts);
	json_decref(row);
	json_decref(root);
	return agrees;
}
