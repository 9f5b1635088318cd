/*
 * questionnaire_question.c - reads one question, or one block of statements
 * as the single questions it is rendered as.
 */
#include <string.h>

#include "base/log.h"
#include "domain/questionnaire_build.h"

static const char *const question_keys[] = { "code", "type", "text", "hint",
    "required", "scale", "options", "options_from", "other", "preset",
    "max_chars", "max_bytes", "when", NULL };
static const char *const block_keys[] = { "type", "text", "required", "scale",
    "options", "when", "items", NULL };

const struct option *
build_options(struct build *b, const json_t *list, const char *pointer,
    size_t *count)
{
	static const char *const keys[] = { "code", "label", NULL };
	size_t n = json_array_size(list), i;
	const json_t *item;
	struct option *options;

	if (n < 2 || n > OPTIONS_MAX) {
		build_mistake(b, pointer, "Er moeten 2 tot en met %d "
		    "antwoorden zijn.", OPTIONS_MAX);
		return NULL;
	}
	options = arena_new(b->arena, n, sizeof(*options));
	json_array_foreach(list, i, item) {
		const char *at = build_at(b, pointer, i);
		const char *code, *label;

		build_keys(b, item, at, keys);
		code = build_code(b, item, at, "code");
		label = build_text(b, item, at, "label", LABEL_MAX, false);
		if (code == NULL || label == NULL)
			return NULL;
		if (strcmp(code, OTHER_CODE) == 0)
			build_mistake(b, at, "De code “%s” is gereserveerd; "
			    "gebruik “other”.", code);
		for (size_t k = 0; k < i; k++)
			if (strcmp(options[k].code, code) == 0)
				build_mistake(b, at, "De code “%s” staat er "
				    "twee keer.", code);
		options[i].code = code;
		options[i].label = label;
	}
	*count = n;
	return options;
}

/* Options that the wave fills in: copied, so that they live as long as q. */
static void
wave_options(struct build *b, struct question *q, const struct option *list,
    size_t count, size_t most, const char *pointer)
{
	struct option *options;

	if (b->widest)
		return;
	if (count > most)
		build_mistake(b, pointer, "De meting heeft er %zu, hoogstens "
		    "%zu kunnen.", count, most);
	options = arena_new(b->arena, count, sizeof(*options));
	for (size_t i = 0; i < count; i++) {
		if (strlen(list[i].code) > WAVE_CODE_MAX)
			build_mistake(b, pointer, "De code “%s” is langer dan "
			    "%d tekens.", list[i].code, WAVE_CODE_MAX);
		options[i].code = arena_copy(b->arena, list[i].code);
		options[i].label = arena_copy(b->arena, list[i].label);
	}
	q->options = options;
	q->option_count = count;
}

static void
options_from_wave(struct build *b, struct question *q, const json_t *from,
    const char *pointer)
{
	const char *name = json_string_value(from);
	const struct questionnaire_context *c = b->context;

	if (name != NULL && strcmp(name, "function_groups") == 0) {
		q->options_from = OPTIONS_FUNCTION_GROUPS;
		wave_options(b, q, c == NULL ? NULL : c->function_groups,
		    c == NULL ? 0 : c->function_group_count, GROUPS_MAX,
		    pointer);
	} else if (name != NULL && strcmp(name, "municipalities") == 0) {
		q->options_from = OPTIONS_MUNICIPALITIES;
		wave_options(b, q, c == NULL ? NULL : c->municipalities,
		    c == NULL ? 0 : c->municipality_count, MUNICIPALITIES_MAX,
		    pointer);
	} else {
		build_mistake(b, build_in(b, pointer, "options_from"),
		    "“options_from” moet “function_groups” of "
		    "“municipalities” zijn.");
	}
}

static void
choices(struct build *b, struct question *q, const json_t *question,
    const char *pointer)
{
	const json_t *scale = json_object_get(question, "scale");
	const json_t *options = json_object_get(question, "options");
	const json_t *from = json_object_get(question, "options_from");
	const char *at = build_in(b, pointer, "options");

	if ((scale != NULL) + (options != NULL) + (from != NULL) != 1) {
		build_mistake(b, pointer, "Geef precies één van “scale”, "
		    "“options” en “options_from”.");
		return;
	}
	if (from != NULL) {
		options_from_wave(b, q, from, pointer);
		return;
	}
	if (scale != NULL) {
		const char *name = json_string_value(scale);

		at = build_in(b, pointer, "scale");
		options = name == NULL ? NULL :
		    json_object_get(b->scales, name);
		if (options == NULL) {
			build_mistake(b, at, "Er is geen schaal “%s”.",
			    name == NULL ? "" : name);
			return;
		}
		at = build_in(b, "/scales", name);
	}
	q->options = build_options(b, options, at, &q->option_count);
}

static void
other(struct build *b, struct question *q, const json_t *question,
    const char *pointer)
{
	static const char *const keys[] = { "label", "max_chars", NULL };
	const json_t *value = json_object_get(question, "other");
	const char *at;

	if (value == NULL)
		return;
	at = build_in(b, pointer, "other");
	if (q->type != QUESTION_ONE) {
		build_mistake(b, at, "“other” kan alleen bij “one”.");
		return;
	}
	if (strlen(q->code) + strlen(OTHER_SUFFIX) > CODE_MAX)
		build_mistake(b, at, "De code “%s” is te lang om er “%s” "
		    "achter te zetten.", q->code, OTHER_SUFFIX);
	build_keys(b, value, at, keys);
	q->other_label = build_text(b, value, at, "label", LABEL_MAX, false);
	q->other_chars = (int)build_number(b, value, at, "max_chars", 1,
	    OTHER_CHARS, OTHER_CHARS);
}

static bool
read_type(struct build *b, struct question *q, const json_t *question,
    const char *pointer)
{
	static const struct { const char *name; enum question_type type; }
	    types[] = { { "one", QUESTION_ONE }, { "several",
	    QUESTION_SEVERAL }, { "mark", QUESTION_MARK }, { "short",
	    QUESTION_SHORT }, { "long", QUESTION_LONG } };
	const char *name = build_text(b, question, pointer, "type", 32, false);

	if (name == NULL)
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, name) == 0) {
			q->type = types[i].type;
			return true;
		}
	build_mistake(b, build_in(b, pointer, "type"), "Er is geen soort "
	    "vraag “%s”: het moet one, several, statements, mark, short of "
	    "long zijn.", name);
	return false;
}

static void
limits(struct build *b, struct question *q, const json_t *question,
    const char *pointer)
{
	bool text = q->type == QUESTION_SHORT || q->type == QUESTION_LONG;
	int chars = q->type == QUESTION_SHORT ? OTHER_CHARS : LONG_CHARS;

	if (!text) {
		if (json_object_get(question, "max_chars") != NULL ||
		    json_object_get(question, "max_bytes") != NULL)
			build_mistake(b, pointer, "“max_chars” en “max_bytes” "
			    "horen bij short en long.");
		return;
	}
	q->max_chars = (int)build_number(b, question, pointer, "max_chars", 1,
	    chars, chars);
	q->max_bytes = (int)build_number(b, question, pointer, "max_bytes", 1,
	    LONG_BYTES, q->max_chars * 3 / 2);
}

static void
preset(struct build *b, struct question *q, const json_t *question,
    const char *pointer)
{
	const json_t *value = json_object_get(question, "preset");
	const char *name = json_string_value(value);

	if (value == NULL)
		return;
	if (name == NULL || strcmp(name, "function_group") != 0 ||
	    q->type != QUESTION_ONE ||
	    q->options_from != OPTIONS_FUNCTION_GROUPS)
		build_mistake(b, build_in(b, pointer, "preset"), "“preset” kan "
		    "alleen “function_group” zijn, bij een vraag van soort "
		    "one met “options_from”: “function_groups”.");
	else
		q->preset_function_group = true;
}

/* Appends a question with its code checked; NULL after a mistake. */
static struct question *
append(struct build *b, const json_t *object, const char *pointer,
    size_t page)
{
	const char *code = build_code(b, object, pointer, "code");
	struct question *q;
	size_t len;

	if (code == NULL)
		return NULL;
	if (b->q->question_count == QUESTIONS_MAX) {
		build_mistake(b, pointer, "Er kunnen hoogstens %d vragen zijn.",
		    QUESTIONS_MAX);
		return NULL;
	}
	len = strlen(code);
	if (len > strlen(OTHER_SUFFIX) && strcmp(code + len -
	    strlen(OTHER_SUFFIX), OTHER_SUFFIX) == 0)
		build_mistake(b, build_in(b, pointer, "code"), "Een code "
		    "eindigt niet op “%s”.", OTHER_SUFFIX);
	if (strcmp(code, "form") == 0)
		build_mistake(b, build_in(b, pointer, "code"),
		    "De code “form” is gereserveerd.");
	if (questionnaire_find(b->q, code, len) < b->q->question_count)
		build_mistake(b, build_in(b, pointer, "code"), "Er is al een "
		    "vraag met de code “%s”.", code);
	q = &b->questions[b->q->question_count++];
	q->code = code;
	q->page = page;
	b->pages[page].question_count++;
	return q;
}

/* What single questions and statements share; a statement that does not say
 * takes it from its block. A condition looks at earlier questions only. */
static void
common(struct build *b, struct question *q, const json_t *object,
    const json_t *block, const char *pointer)
{
	const json_t *required = json_object_get(object, "required");
	const json_t *when = json_object_get(object, "when");

	if (required == NULL)
		required = json_object_get(block, "required");
	if (when == NULL)
		when = json_object_get(block, "when");
	q->required = required == NULL || json_is_true(required);
	if (required != NULL && !json_is_boolean(required))
		build_mistake(b, build_in(b, pointer, "required"),
		    "“required” moet true of false zijn.");
	if (when != NULL)
		q->when = build_condition(b, when, build_in(b, pointer,
		    "when"), (size_t)(q - b->questions), 0);
}

static void
statements(struct build *b, const json_t *block, const char *pointer,
    size_t page)
{
	static const char *const keys[] = { "code", "text", "hint", "when",
	    "required", NULL };
	const char *lead = build_text(b, block, pointer, "text", TEXT_MAX,
	    true);
	const json_t *items = json_object_get(block, "items"), *item;
	size_t i;

	if (json_array_size(items) == 0)
		build_mistake(b, pointer, "“items” ontbreekt of is leeg.");
	json_array_foreach(items, i, item) {
		const char *at = build_at(b, build_in(b, pointer, "items"), i);
		struct question *q;

		build_keys(b, item, at, keys);
		q = append(b, item, at, page);
		if (q == NULL)
			continue;
		q->type = QUESTION_ONE;
		q->lead = i == 0 ? lead : NULL;
		q->lead_count = i == 0 ? json_array_size(items) : 0;
		q->text = build_text(b, item, at, "text", TEXT_MAX, false);
		q->hint = build_text(b, item, at, "hint", TEXT_MAX, true);
		choices(b, q, block, pointer);
		common(b, q, item, block, at);
	}
}

void
build_question(struct build *b, const json_t *question, const char *pointer,
    size_t page)
{
	const char *type = json_string_value(
	    json_object_get(question, "type"));
	struct question *q;

	if (!json_is_object(question)) {
		build_mistake(b, pointer, "Een vraag moet een object zijn.");
		return;
	}
	if (type != NULL && strcmp(type, "statements") == 0) {
		build_keys(b, question, pointer, block_keys);
		statements(b, question, pointer, page);
		return;
	}
	build_keys(b, question, pointer, question_keys);
	q = append(b, question, pointer, page);
	if (q == NULL || !read_type(b, q, question, pointer))
		return;
	q->text = build_text(b, question, pointer, "text", TEXT_MAX, false);
	q->hint = build_text(b, question, pointer, "hint", TEXT_MAX, true);
	if (q->type == QUESTION_ONE || q->type == QUESTION_SEVERAL)
		choices(b, q, question, pointer);
	else if (json_object_get(question, "scale") != NULL ||
	    json_object_get(question, "options") != NULL ||
	    json_object_get(question, "options_from") != NULL)
		build_mistake(b, pointer, "Bij deze soort vraag horen geen "
		    "antwoorden.");
	other(b, q, question, pointer);
	limits(b, q, question, pointer);
	preset(b, q, question, pointer);
	common(b, q, question, NULL, pointer);
}
