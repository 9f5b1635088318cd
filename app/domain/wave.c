/*
 * wave.c - a wave as the database's wave_document() tells it, and what may be
 * done in which state. Knows no SQL and no clock.
 */
#include <jansson.h>

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/wave.h"

/* Owns everything a struct wave points to. */
struct wave_arena {
	json_t *root;			/* all strings */
	struct option *municipalities;
	struct function_group *groups;
	struct wave_questionnaire *questionnaires;
	struct questionnaire **parsed;
	size_t parsed_count;
	const char **holders;
	unsigned char (*publics)[32];
};

static const char *const states[] = { "draft", "ready", "open", "closed",
    "counted" };

static void *
zeroed(size_t count, size_t size)
{
	void *p = calloc(count == 0 ? 1 : count, size);

	if (p == NULL)
		die("out of memory");
	return p;
}

/* A string of an object; NULL when it is absent or null. */
static const char *
word(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static const char *
needed(const json_t *object, const char *key, bool *ok)
{
	const char *s = word(object, key);

	if (s == NULL)
		*ok = false;
	return s == NULL ? "" : s;
}

static bool
read_state(struct wave *w, const char *name)
{
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i], name) == 0) {
			w->state = (enum wave_state)i;
			return true;
		}
	return false;
}

static void
read_settings(struct wave *w, const json_t *s, bool *ok)
{
	const json_t *sender = json_object_get(s, "sender");
	const json_t *contact = json_object_get(s, "contact");
	const json_t *plan = json_object_get(s, "plan");
	const json_t *keep = json_object_get(s, "keep_contacts");

	w->keep_contacts = json_is_integer(keep) ?
	    (int)json_integer_value(keep) : WAVE_KEEP_CONTACTS;
	w->commissioner = needed(s, "commissioner", ok);
	w->purpose = needed(s, "purpose", ok);
	w->researcher = needed(s, "researcher", ok);
	w->link_base = needed(s, "link_base", ok);
	w->remind_all = json_is_true(json_object_get(plan, "remind_all"));
	w->sender_name = needed(sender, "name", ok);
	w->sender_address = needed(sender, "address", ok);
	w->reply_to = word(sender, "reply_to");
	w->contact_name = needed(contact, "name", ok);
	w->contact_address = needed(contact, "address", ok);
	w->contact_phone = word(contact, "phone");
	if (w->reply_to == NULL)
		w->reply_to = w->contact_address;
}

/* 32 bytes in hexadecimal; zeros when there is none. */
static void
read_key(unsigned char out[32], const char *hex, bool *ok)
{
	if (hex != NULL && (strlen(hex) != 64 || !text_unhex(out, 32, hex)))
		*ok = false;
}

static void
read_lists(struct wave *w, struct wave_arena *a, bool *ok)
{
	const json_t *list = json_object_get(a->root, "municipalities");
	const json_t *holders = json_object_get(a->root, "holders");
	const json_t *item;
	size_t i;

	w->municipality_count = json_array_size(list);
	a->municipalities = zeroed(w->municipality_count,
	    sizeof(struct option));
	json_array_foreach(list, i, item) {
		a->municipalities[i].code = needed(item, "code", ok);
		a->municipalities[i].label = needed(item, "name", ok);
	}
	w->municipalities = a->municipalities;

	list = json_object_get(a->root, "function_groups");
	w->group_count = json_array_size(list);
	a->groups = zeroed(w->group_count, sizeof(*a->groups));
	json_array_foreach(list, i, item) {
		struct function_group *g = &a->groups[i];
		const json_t *invited = json_object_get(item, "invited");

		g->code = needed(item, "code", ok);
		g->name = needed(item, "name", ok);
		g->questionnaire = needed(item, "questionnaire", ok);
		g->sector = word(item, "sector");
		g->reporting_group = word(item, "reporting_group");
		g->merged_into = word(item, "merged_into");
		g->invited = json_is_integer(invited) ?
		    (long)json_integer_value(invited) : -1;
	}
	w->groups = a->groups;

	list = json_object_get(holders, "names");
	w->holders_needed = (int)json_integer_value(
	    json_object_get(holders, "needed"));
	w->holder_count = json_array_size(list);
	a->holders = zeroed(w->holder_count, sizeof(*a->holders));
	json_array_foreach(list, i, item) {
		a->holders[i] = json_string_value(item);
		if (a->holders[i] == NULL)
			*ok = false;
	}
	w->holders = a->holders;
	list = json_object_get(holders, "publics");
	a->publics = zeroed(w->holder_count, sizeof(*a->publics));
	for (i = 0; i < w->holder_count; i++)
		read_key(a->publics[i], json_string_value(
		    json_array_get(list, i)), ok);
	w->holder_publics = a->publics;
}

/* The text of a JSON value, to be parsed by its own rules. */
static char *
dump(const json_t *value)
{
	return value == NULL || json_is_null(value) ? NULL :
	    json_dumps(value, JSON_COMPACT);
}

static enum outcome
parse_one(const struct wave *w, const json_t *item,
    struct questionnaire **out)
{
	struct option *groups = zeroed(w->group_count, sizeof(*groups));
	struct questionnaire_context context = { .function_groups = groups,
	    .municipalities = w->municipalities,
	    .municipality_count = w->municipality_count };
	char *document = dump(json_object_get(item, "document"));
	char *page = dump(json_object_get(item, "regional_page"));
	const char *code = word(item, "questionnaire");
	struct mistakes mistakes = { 0 };
	enum outcome o = REFUSED;

	context.regional_page = page;
	for (size_t i = 0; code != NULL && i < w->group_count; i++)
		if (strcmp(w->groups[i].questionnaire, code) == 0) {
			groups[context.function_group_count].code =
			    w->groups[i].code;
			groups[context.function_group_count++].label =
			    w->groups[i].name;
		}
	if (document != NULL)
		o = questionnaire_parse(document, strlen(document), &context,
		    out, &mistakes);
	if (o != DONE)
		(void)log_failed("wave %s: questionnaire %s does not parse: "
		    "%s %s", w->code, code == NULL ? "?" : code,
		    mistakes.count > 0 ? mistakes.list[0].pointer : "",
		    mistakes.count > 0 ? mistakes.list[0].text : "");
	mistakes_free(&mistakes);
	free(document);
	free(page);
	free(groups);
	return o;
}

static bool
read_questionnaires(struct wave *w, struct wave_arena *a)
{
	const json_t *list = json_object_get(a->root, "questionnaires");
	const json_t *item;
	bool ok = true;
	size_t i;

	w->questionnaire_count = json_array_size(list);
	a->questionnaires = zeroed(w->questionnaire_count,
	    sizeof(*a->questionnaires));
	a->parsed = zeroed(w->questionnaire_count,
	    sizeof(struct questionnaire *));
	json_array_foreach(list, i, item) {
		if (parse_one(w, item, &a->parsed[i]) != DONE)
			return false;
		a->parsed_count++;
		a->questionnaires[i].q = a->parsed[i];
		a->questionnaires[i].hash = needed(item, "hash", &ok);
	}
	w->questionnaires = a->questionnaires;
	return ok;
}

static bool
read_wave(struct wave *w, struct wave_arena *a)
{
	const json_t *root = a->root, *region = json_object_get(root, "region");
	const char *id;
	bool ok = true;

	id = needed(root, "wave_id", &ok);
	if (strlen(id) != 36)
		return false;
	strcpy(w->wave_id, id);
	w->code = needed(root, "wave", &ok);
	w->title = needed(root, "title", &ok);
	w->revision = json_integer_value(json_object_get(root, "revision"));
	w->trial = json_is_true(json_object_get(root, "trial"));
	w->opens_at = (time_t)json_integer_value(
	    json_object_get(root, "opens_at"));
	w->closes_at = (time_t)json_integer_value(
	    json_object_get(root, "closes_at"));
	w->threshold = (int)json_integer_value(
	    json_object_get(root, "threshold"));
	w->region_code = needed(region, "code", &ok);
	w->region_name = needed(region, "name", &ok);
	read_settings(w, json_object_get(root, "settings"), &ok);
	read_lists(w, a, &ok);
	read_key(w->box_public_key, word(root, "box_public_key"), &ok);
	read_key(w->list_public_key, word(root, "list_public_key"), &ok);
	read_key(w->result_public_key, word(root, "result_public_key"), &ok);
	return ok && read_state(w, needed(root, "state", &ok)) &&
	    read_questionnaires(w, a);
}

enum outcome
wave_from_document(const char *json, size_t len, struct wave **out)
{
	struct wave_arena *a = zeroed(1, sizeof(*a));
	struct wave *w = zeroed(1, sizeof(*w));
	json_error_t error;

	w->arena = a;
	a->root = json_loadb(json, len, JSON_REJECT_DUPLICATES, &error);
	if (a->root == NULL || !read_wave(w, a)) {
		wave_free(w);
		return log_failed("a wave's document is not one");
	}
	*out = w;
	return DONE;
}

struct wave *
wave_share(struct wave *w)
{
	if (w != NULL)
		w->shares++;
	return w;
}

void
wave_free(struct wave *w)
{
	struct wave_arena *a;

	if (w == NULL)
		return;
	if (w->shares > 0) {
		w->shares--;
		return;
	}
	a = w->arena;
	for (size_t i = 0; i < a->parsed_count; i++)
		questionnaire_free(a->parsed[i]);
	free(a->parsed);
	free(a->questionnaires);
	free(a->groups);
	free(a->municipalities);
	free(a->holders);
	free(a->publics);
	json_decref(a->root);
	free(a);
	free(w);
}

const struct function_group *
wave_group(const struct wave *w, const char *code)
{
	for (size_t i = 0; i < w->group_count; i++)
		if (strcmp(w->groups[i].code, code) == 0)
			return &w->groups[i];
	return NULL;
}

const struct questionnaire *
wave_find_questionnaire(const struct wave *w, const char *code)
{
	for (size_t i = 0; i < w->questionnaire_count; i++)
		if (strcmp(w->questionnaires[i].q->code, code) == 0)
			return w->questionnaires[i].q;
	return NULL;
}

size_t
wave_slip_bytes(const struct wave *w)
{
	size_t bytes = 0;

	for (size_t i = 0; i < w->questionnaire_count; i++)
		if (w->questionnaires[i].q->envelope_bytes > bytes)
			bytes = w->questionnaires[i].q->envelope_bytes;
	return bytes;
}

const struct questionnaire *
wave_other_questionnaire(const struct wave *w, const char *code)
{
	for (size_t i = 0; i < w->questionnaire_count; i++)
		if (strcmp(w->questionnaires[i].q->code, code) != 0)
			return w->questionnaires[i].q;
	return NULL;
}

bool
wave_takes_answers(const struct wave *w, time_t now, bool has_draft)
{
	if (w->state != WAVE_OPEN && w->state != WAVE_CLOSED)
		return false;
	return now < w->closes_at + (has_draft ? WAVE_GRACE_SECONDS : 0);
}
