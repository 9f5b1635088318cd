/*
 * answers_read.c - an envelope's document read back. It must be exactly what
 * answers_document.c writes, so what the questionnaire does not know is left
 * out, the rest is written once more, and the two are compared.
 */
#include <jansson.h>

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/answers_rules.h"

/* A JSON string of an object that is proper text; NULL otherwise. */
static const char *
proper(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	const char *s = json_string_value(value);

	if (s == NULL || strlen(s) != json_string_length(value) ||
	    text_has_control(s, strlen(s), true))
		return NULL;
	return s;
}

static void
load_several(struct answer *answer, const struct question *q,
    const json_t *value)
{
	const json_t *item;
	size_t i;

	json_array_foreach(value, i, item) {
		const char *code = json_string_value(item);
		size_t option = code == NULL ? SIZE_MAX :
		    question_option(q, code, strlen(code));

		if (option >= q->option_count)
			continue;
		if (answer->chosen == NULL)
			answer->chosen = calloc(q->option_count + 1,
			    sizeof(bool));
		if (answer->chosen == NULL)
			die("out of memory");
		answer->chosen[option] = true;
		answer->given = true;
	}
}

static char *
copy(const char *s)
{
	char *out = s == NULL ? NULL : strdup(s);

	if (s != NULL && out == NULL)
		die("out of memory");
	return out;
}

/* Reads one answer; what the question does not (any more) know is left out. */
static void
load_answer(struct answer *answer, const struct question *q,
    const json_t *answers)
{
	const json_t *value = json_object_get(answers, q->code);
	const char *s = proper(answers, q->code);
	char field[128];

	switch (q->type) {
	case QUESTION_ONE:
		if (s != NULL && question_option(q, s, strlen(s)) !=
		    SIZE_MAX) {
			answer->choice = question_option(q, s, strlen(s));
			answer->given = true;
		}
		if (q->other_label == NULL || strlen(q->code) +
		    sizeof(OTHER_FIELD) > sizeof(field))
			break;
		strcpy(field, q->code);
		strcat(field, OTHER_FIELD);
		answer->text = copy(proper(answers, field));
		break;
	case QUESTION_SEVERAL:
		load_several(answer, q, value);
		break;
	case QUESTION_MARK:
		if (json_is_integer(value) && json_integer_value(value) >= 1 &&
		    json_integer_value(value) <= 10) {
			answer->mark = (int)json_integer_value(value);
			answer->given = true;
		}
		break;
	case QUESTION_SHORT:
	case QUESTION_LONG:
		answer->text = copy(s);
		answer->given = s != NULL;
		break;
	}
	if (answer->text != NULL && answer->text[0] == '\0') {
		free(answer->text);
		answer->text = NULL;
		if (q->type != QUESTION_ONE)
			answer->given = false;
	}
}

static void
load_answers(struct answers *a, const json_t *answers)
{
	for (size_t i = 0; i < a->q->question_count; i++)
		load_answer(&a->list[i], &a->q->questions[i], answers);
}

static json_t *
load(const char *json, size_t len)
{
	return json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
}

static bool
take(char *out, size_t size, const json_t *root, const char *key)
{
	const char *s = proper(root, key);

	if (s == NULL || strlen(s) >= size)
		return false;
	strcpy(out, s);
	return true;
}

static enum outcome
header(const json_t *root, struct document_header *out)
{
	struct document_header h = { .version = (int)json_integer_value(
	    json_object_get(root, "version")) };

	if (json_integer_value(json_object_get(root, "v")) != 1 ||
	    !take(h.wave_id, sizeof(h.wave_id), root, "wave") ||
	    !take(h.questionnaire, sizeof(h.questionnaire), root,
	    "questionnaire") ||
	    !take(h.function_group, sizeof(h.function_group), root, "group") ||
	    !take(h.ballot_id, sizeof(h.ballot_id), root, "ballot"))
		return REFUSED;
	*out = h;
	return DONE;
}

enum outcome
document_header_read(const char *json, size_t len, struct document_header *out)
{
	json_t *root = load(json, len);
	enum outcome o = header(root, out);

	json_decref(root);
	return o;
}

static void
add_open(struct opened_document *d, const char *code, const char *suffix,
    const char *s)
{
	struct text name = { 0 };
	void *list = realloc(d->open, (d->open_count + 1) * sizeof(*d->open));

	if (list == NULL)
		die("out of memory");
	text_puts(&name, code);
	text_puts(&name, suffix);
	d->open = list;
	d->open[d->open_count].question = copy(name.bytes);
	d->open[d->open_count++].text = copy(s);
	text_free(&name);
}

/* Closed answers as one JSON object; open ones one by one. */
static void
split(const struct answers *a, struct opened_document *d)
{
	struct text closed = { 0 };
	bool first = true;

	text_add(&closed, "{", 1);
	for (size_t i = 0; i < a->q->question_count; i++) {
		const struct question *q = &a->q->questions[i];
		struct answer plain = a->list[i];

		if (!plain.given || !answers_asked(a, i))
			continue;
		if (q->type == QUESTION_SHORT || q->type == QUESTION_LONG) {
			add_open(d, q->code, "", plain.text);
			continue;
		}
		if (q->type == QUESTION_ONE && plain.choice == q->option_count)
			add_open(d, q->code, OTHER_FIELD, plain.text);
		plain.text = NULL;
		answers_put(&closed, &first, q, &plain);
	}
	text_add(&closed, "}", 1);
	d->closed = copy(closed.bytes);
	text_free(&closed);
}

enum outcome
document_read(const struct questionnaire *q, const char *json, size_t len,
    struct opened_document *out)
{
	struct opened_document d = { .closed = NULL };
	struct answers *a = answers_new(q);
	struct page_faults faults = { 0 };
	struct text again = { 0 };
	json_t *root = load(json, len);
	enum outcome o = REFUSED;
	size_t page = 0;

	if (header(root, &d.header) != DONE)
		goto out;
	load_answers(a, json_object_get(root, "answers"));
	if (answers_complete(a, &page, &faults) != DONE)
		goto out;
	/* Exactly what we write, byte for byte, and nothing besides. */
	answers_document(a, &d.header, &again);
	if (again.len != len || memcmp(again.bytes, json, len) != 0)
		goto out;
	split(a, &d);
	*out = d;
	o = DONE;
out:
	json_decref(root);
	text_free(&again);
	page_faults_free(&faults);
	answers_free(a);
	return o;
}

void
opened_document_free(struct opened_document *d)
{
	struct text wiped = { 0 };

	if (d->closed != NULL) {
		wiped.bytes = d->closed;
		wiped.size = strlen(d->closed) + 1;
		text_free(&wiped);
	}
	for (size_t i = 0; i < d->open_count; i++) {
		wiped.bytes = d->open[i].text;
		wiped.size = strlen(d->open[i].text) + 1;
		text_free(&wiped);
		free(d->open[i].question);
	}
	free(d->open);
	memset(d, 0, sizeof(*d));
}

enum outcome
answers_canonical(const char *json, size_t len, struct text *out)
{
	json_t *root = load(json, len);
	char *bytes = json_is_object(root) ? json_dumps(root,
	    JSON_COMPACT | JSON_SORT_KEYS) : NULL;

	json_decref(root);
	if (bytes == NULL)
		return REFUSED;
	text_puts(out, bytes);
	explicit_bzero(bytes, strlen(bytes));
	free(bytes);
	return DONE;
}

size_t
answers_typed_at(const struct questionnaire *q, const char *open)
{
	size_t i, len;

	for (i = 0; i < q->question_count; i++) {
		len = strlen(q->questions[i].code);
		if (q->questions[i].other_label != NULL &&
		    strncmp(open, q->questions[i].code, len) == 0 &&
		    strcmp(open + len, OTHER_FIELD) == 0)
			break;
	}
	return i;
}
