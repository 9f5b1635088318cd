/*
 * signed_list.c - the list as one JSON object in one line. Refuses to know
 * who signs it.
 */
#include "domain/signed_list.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define VERSION 1

void
signed_list_write(const struct signed_list *list, struct text *out)
{
	json_t *groups = json_array(), *root;
	char hash[65], *bytes;

	text_hex(hash, list->hash, sizeof(list->hash));
	for (size_t i = 0; i < list->group_count; i++) {
		const struct listed_group *g = &list->groups[i];

		json_array_append_new(groups, json_pack(
		    "{s:s, s:I, s:I, s:I, s:I}", "group", g->code,
		    "invited", (json_int_t)g->invited,
		    "added", (json_int_t)g->added,
		    "corrected", (json_int_t)g->corrected,
		    "genuine", (json_int_t)g->genuine));
	}
	root = json_pack("{s:i, s:s, s:I, s:I, s:s, s:o}", "v", VERSION,
	    "wave", list->wave_id, "genuine", (json_int_t)list->genuine,
	    "foreign", (json_int_t)list->foreign_found, "hash", hash,
	    "groups", groups);
	bytes = root == NULL ? NULL : json_dumps(root, JSON_COMPACT);
	if (bytes == NULL)
		die("a list of envelopes does not fit JSON");
	text_puts(out, bytes);
	free(bytes);
	json_decref(root);
}

static bool
read_number(const json_t *object, const char *key, long *out)
{
	const json_t *n = json_object_get(object, key);

	if (!json_is_integer(n) || json_integer_value(n) < 0 ||
	    json_integer_value(n) > 1000000000)
		return false;
	*out = (long)json_integer_value(n);
	return true;
}

static bool
read_group(const json_t *object, struct listed_group *g)
{
	const char *code = json_string_value(json_object_get(object,
	    "group"));
	long genuine;

	if (code == NULL || strlen(code) >= sizeof(g->code) ||
	    !read_number(object, "invited", &g->invited) ||
	    !read_number(object, "added", &g->added) ||
	    !read_number(object, "corrected", &g->corrected) ||
	    !read_number(object, "genuine", &genuine))
		return false;
	text_copy(g->code, sizeof(g->code), code);
	g->genuine = (size_t)genuine;
	return true;
}

static bool
read_head(const json_t *root, struct signed_list *list)
{
	const char *wave = json_string_value(json_object_get(root, "wave"));
	const char *hash = json_string_value(json_object_get(root, "hash"));
	long v, genuine, foreign;

	if (!read_number(root, "v", &v) || v != VERSION || wave == NULL ||
	    strlen(wave) + 1 != sizeof(list->wave_id) || hash == NULL ||
	    !text_unhex(list->hash, sizeof(list->hash), hash) ||
	    !read_number(root, "genuine", &genuine) ||
	    !read_number(root, "foreign", &foreign))
		return false;
	text_copy(list->wave_id, sizeof(list->wave_id), wave);
	list->genuine = (size_t)genuine;
	list->foreign_found = (size_t)foreign;
	return true;
}

enum outcome
signed_list_read(const char *bytes, size_t len, struct signed_list *out)
{
	json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
	const json_t *groups = json_object_get(root, "groups");
	struct signed_list list = { .group_count = json_array_size(groups) };
	size_t together = 0;
	bool right = read_head(root, &list) && json_is_array(groups);

	list.groups = calloc(list.group_count + 1, sizeof(*list.groups));
	if (list.groups == NULL)
		die("out of memory");
	for (size_t i = 0; right && i < list.group_count; i++) {
		right = read_group(json_array_get(groups, i),
		    &list.groups[i]);
		together += list.groups[i].genuine;
	}
	json_decref(root);
	if (!right || together != list.genuine) {
		free(list.groups);
		return REFUSED;
	}
	*out = list;
	return DONE;
}

void
signed_list_free(struct signed_list *list)
{
	free(list->groups);
	*list = (struct signed_list){ .groups = NULL };
}

const struct listed_group *
signed_list_group(const struct signed_list *list, const char *code)
{
	for (size_t i = 0; i < list->group_count; i++)
		if (strcmp(list->groups[i].code, code) == 0)
			return &list->groups[i];
	return NULL;
}

static const char *
name_of(const char *code, const struct amended_group *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i].code, code) == 0)
			return names[i].name;
	return code;
}

void
signed_list_print(const struct signed_list *list,
    const struct amended_group *names, size_t name_count, struct text *out)
{
	size_t widest = text_chars("functiegroep", 12), chars;
	const char *name;

	for (size_t i = 0; i < list->group_count; i++) {
		name = name_of(list->groups[i].code, names, name_count);
		chars = text_chars(name, strlen(name));
		widest = chars > widest ? chars : widest;
	}
	text_printf(out, "%-*s  genodigd  toegevoegd  enveloppen\n",
	    (int)widest, "functiegroep");
	for (size_t i = 0; i < list->group_count; i++) {
		const struct listed_group *g = &list->groups[i];

		if (g->invited == 0 && g->added == 0 && g->genuine == 0)
			continue;
		name = name_of(g->code, names, name_count);
		/* printf counts bytes; the column is in characters. */
		chars = text_chars(name, strlen(name));
		text_printf(out, "%s%*s  %8ld  %10ld  %10zu\n", name,
		    (int)(widest - chars), "", g->invited, g->added,
		    g->genuine);
	}
}
