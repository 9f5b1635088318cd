/*
 * questionnaire.c - a questionnaire as a whole: pages, the wave's own page, and
 * whether its answers fit their envelope.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/questionnaire_build.h"

#define FILE_BYTES_MAX (512 * 1024)

size_t
questionnaire_find(const struct questionnaire *q, const char *code, size_t len)
{
	for (size_t i = 0; i < q->question_count; i++)
		if (strncmp(q->questions[i].code, code, len) == 0 &&
		    q->questions[i].code[len] == '\0')
			return i;
	return q->question_count;
}

static const struct term *
terms(struct build *b, const json_t *list, const char *pointer, size_t *count)
{
	static const char *const keys[] = { "term", "explanation", NULL };
	struct term *out;
	const json_t *item;
	size_t i;

	if (list == NULL)
		return NULL;
	if (!json_is_array(list) || json_array_size(list) > OPTIONS_MAX) {
		build_mistake(b, pointer, "“terms” moet een lijst zijn.");
		return NULL;
	}
	out = arena_new(b->arena, json_array_size(list), sizeof(*out));
	json_array_foreach(list, i, item) {
		const char *at = build_at(b, pointer, i);

		build_keys(b, item, at, keys);
		out[i].term = build_text(b, item, at, "term", LABEL_MAX,
		    false);
		out[i].explanation = build_text(b, item, at, "explanation",
		    TEXT_MAX, false);
	}
	*count = json_array_size(list);
	return out;
}

static void
page(struct build *b, const json_t *object, const char *pointer,
    bool regional)
{
	static const char *const keys[] = { "code", "title", "intro", "terms",
	    "when", "questions", NULL };
	const json_t *when = json_object_get(object, "when"), *question;
	const json_t *questions = json_object_get(object, "questions");
	size_t number = b->q->page_count, i;
	struct page *p;

	if (!json_is_object(object) || number == PAGES_MAX) {
		build_mistake(b, pointer, "Een pagina moet een object zijn, en "
		    "er kunnen er hoogstens %d zijn.", PAGES_MAX);
		return;
	}
	p = &b->pages[number];
	b->q->page_count++;
	p->first_question = b->q->question_count;
	p->regional = regional;
	build_keys(b, object, pointer, keys);
	p->code = build_code(b, object, pointer, "code");
	p->title = build_text(b, object, pointer, "title", TITLE_MAX, false);
	p->intro = build_text(b, object, pointer, "intro", TEXT_MAX, true);
	p->terms = terms(b, json_object_get(object, "terms"), build_in(b,
	    pointer, "terms"), &p->term_count);
	for (i = 0; p->code != NULL && i < number; i++)
		if (b->pages[i].code != NULL &&
		    strcmp(b->pages[i].code, p->code) == 0)
			build_mistake(b, build_in(b, pointer, "code"),
			    "Er is al een pagina met de code “%s”.", p->code);
	if (when != NULL)
		p->when = build_condition(b, when, build_in(b, pointer,
		    "when"), p->first_question, 0);
	if (json_array_size(questions) == 0)
		build_mistake(b, pointer, "De pagina heeft geen vragen.");
	json_array_foreach(questions, i, question)
		build_question(b, question, build_at(b, build_in(b, pointer,
		    "questions"), i), number);
}

static const char *
page_at(struct build *b, size_t number)
{
	return b->pages[number].regional ? "/regional_page" :
	    build_at(b, "/pages", number);
}

/* Answers looked up to judge a condition at the most: a question that it
 * names is judged too. work holds those of the questions before. */
static size_t
condition_work(const struct condition *c, const size_t *work)
{
	size_t sum = 0;

	if (c == NULL)
		return 0;
	if (c->kind == COND_IN || c->kind == COND_COMPARE)
		return 1 + work[c->question];
	for (size_t i = 0; i < c->part_count && sum <= CONDITION_WORK; i++)
		sum += condition_work(c->parts[i], work);
	return sum;
}

/* Conditions on conditions may double the work with every question: a file
 * must not be able to keep a server busy. */
static void
affordable(struct build *b)
{
	size_t work[QUESTIONS_MAX];

	for (size_t i = 0; i < b->q->question_count; i++) {
		const struct question *question = &b->questions[i];

		work[i] = condition_work(question->when, work) +
		    condition_work(b->pages[question->page].when, work);
		if (work[i] > CONDITION_WORK) {
			build_mistake(b, page_at(b, question->page), "De "
			    "voorwaarde van de vraag “%s” hangt van te veel "
			    "andere voorwaarden af.", question->code);
			return;
		}
	}
}

/* A condition that can never be true, alone or under its page's own. */
static void
reachable(struct build *b)
{
	struct questionnaire *q = b->q;

	for (size_t i = 0; i < q->page_count; i++)
		if (b->pages[i].when != NULL &&
		    !condition_possible(q, b->pages[i].when))
			build_mistake(b, page_at(b, i), "Deze pagina is "
			    "onbereikbaar: de voorwaarde kan nooit waar "
			    "zijn.");
	for (size_t i = 0; i < q->question_count; i++) {
		const struct question *question = &b->questions[i];
		struct condition *both[2] = {
			(struct condition *)(uintptr_t)question->when,
			(struct condition *)(uintptr_t)
			    b->pages[question->page].when };
		struct condition all = { .kind = COND_ALL, .parts = both,
		    .part_count = both[1] == NULL ? 1 : 2 };

		if (question->when != NULL && !condition_possible(q, &all))
			build_mistake(b, page_at(b, question->page), "De "
			    "vraag “%s” is onbereikbaar: de voorwaarde kan "
			    "nooit waar zijn.", question->code);
	}
}

/* Longest encoded value of a choice; lists of the wave at their largest when
 * they are not known. */
static size_t
choice_max(const struct question *q)
{
	size_t longest = 0, all = 2;

	for (size_t i = 0; i < q->option_count; i++) {
		size_t len = strlen(q->options[i].code);

		longest = len > longest ? len : longest;
		all += len + 3;
	}
	if (q->option_count == 0 && q->options_from != OPTIONS_OWN) {
		longest = WAVE_CODE_MAX;
		all = 2 + MUNICIPALITIES_MAX * (WAVE_CODE_MAX + 3);
	}
	if (q->type == QUESTION_SEVERAL)
		return all;
	longest += 2;
	if (q->other_label != NULL) {
		/* A draft keeps the text while another option is chosen. */
		size_t other = (longest > strlen(OTHER_CODE) + 2 ? longest :
		    strlen(OTHER_CODE) + 2) + strlen(q->code) +
		    strlen(OTHER_SUFFIX) + 6 + (size_t)q->other_chars * 3 / 2;

		longest = other > longest ? other : longest;
	}
	return longest;
}

size_t
questionnaire_document_max(const struct questionnaire *q)
{
	/* {"v":1,"wave":"…36…","questionnaire":"…","version":…,"group":"…",
	 *  "ballot":"…64…","answers":{…}} */
	size_t size = 36 + 64 + 63 + 10 + strlen(q->code) + 90;

	for (size_t i = 0; i < q->question_count; i++) {
		const struct question *question = &q->questions[i];

		size += strlen(question->code) + 4;
		switch (question->type) {
		case QUESTION_ONE:
		case QUESTION_SEVERAL:
			size += choice_max(question);
			break;
		case QUESTION_MARK:
			size += 2;
			break;
		case QUESTION_SHORT:
		case QUESTION_LONG:
			size += (size_t)question->max_bytes + 2;
			break;
		}
	}
	return size;
}

static void
top(struct build *b, const json_t *root)
{
	static const char *const keys[] = { "questionnaire", "version",
	    "title", "language", "minutes", "envelope_bytes", "scales",
	    "pages", "breakdowns", NULL };
	const json_t *pages = json_object_get(root, "pages"), *item;
	const char *key;
	json_t *scale;
	size_t i, ignored;

	build_keys(b, root, "", keys);
	b->q->code = build_code(b, root, "", "questionnaire");
	b->q->title = build_text(b, root, "", "title", TITLE_MAX, false);
	(void)build_text(b, root, "", "language", 8, true);
	if (json_object_get(root, "version") == NULL)
		build_mistake(b, "", "“version” ontbreekt.");
	b->q->version = (int)build_number(b, root, "", "version", 1, 9999, 1);
	b->q->minutes = (int)build_number(b, root, "", "minutes", 1, 120, 10);
	b->q->envelope_bytes = (size_t)build_number(b, root, "",
	    "envelope_bytes", 1024, 65536, 8192);
	if (b->q->envelope_bytes % 1024 != 0)
		build_mistake(b, "/envelope_bytes", "“envelope_bytes” moet een "
		    "veelvoud van 1024 zijn.");
	b->scales = json_object_get(root, "scales");
	if (b->scales != NULL && !json_is_object(b->scales))
		build_mistake(b, "/scales", "“scales” moet een object zijn.");
	json_object_foreach((json_t *)(uintptr_t)b->scales, key, scale)
		(void)build_options(b, scale, build_in(b, "/scales", key),
		    &ignored);
	if (json_array_size(pages) == 0)
		build_mistake(b, "/pages", "Er zijn geen pagina's.");
	json_array_foreach(pages, i, item)
		page(b, item, build_at(b, "/pages", i), false);
}

static void
regional(struct build *b)
{
	json_error_t error;
	json_t *root;

	if (b->context == NULL || b->context->regional_page == NULL)
		return;
	root = json_loads(b->context->regional_page, JSON_REJECT_DUPLICATES,
	    &error);
	if (root == NULL)
		build_mistake(b, "/regional_page", "Dit is geen JSON: %s.",
		    error.text);
	else
		page(b, root, "/regional_page", true);
	json_decref(root);
}

static void
judge(struct build *b, const json_t *root)
{
	size_t most;

	top(b, root);
	regional(b);
	/* What follows looks at questions whole: not with gaps in them. */
	if (b->mistakes->count > 0)
		return;
	build_breakdowns(b, json_object_get(root, "breakdowns"));
	affordable(b);
	reachable(b);
	most = questionnaire_document_max(b->q);
	if (most >= b->q->envelope_bytes)
		build_mistake(b, "/envelope_bytes", "De antwoorden kunnen %zu "
		    "bytes lang worden en passen niet in de envelop van %zu.",
		    most, b->q->envelope_bytes);
}

enum outcome
questionnaire_parse(const char *json, size_t len,
    const struct questionnaire_context *context, struct questionnaire **out,
    struct mistakes *mistakes)
{
	struct arena *arena = calloc(1, sizeof(*arena));
	struct build b = { .arena = arena, .mistakes = mistakes,
	    .context = context, .widest = context == NULL };
	size_t before = mistakes->count;
	json_error_t error = { .line = 0 };
	json_t *root = NULL;

	if (arena == NULL)
		die("out of memory");
	b.q = arena_new(arena, 1, sizeof(*b.q));
	b.q->arena = arena;
	b.q->pages = b.pages = arena_new(arena, PAGES_MAX, sizeof(*b.pages));
	b.q->questions = b.questions = arena_new(arena, QUESTIONS_MAX,
	    sizeof(*b.questions));
	if (len > FILE_BYTES_MAX)
		build_mistake(&b, "", "Het bestand is groter dan %d bytes.",
		    FILE_BYTES_MAX);
	else if ((root = json_loadb(json, len, JSON_REJECT_DUPLICATES,
	    &error)) == NULL)
		build_mistake(&b, "", "Dit is geen JSON: regel %d, teken %d: "
		    "%s.", error.line, error.column, error.text);
	else if (!json_is_object(root))
		build_mistake(&b, "", "Een vragenlijst is een object.");
	else
		judge(&b, root);
	json_decref(root);
	if (mistakes->count > before) {
		arena_free(arena);
		return REFUSED;
	}
	*out = b.q;
	return DONE;
}

void
questionnaire_free(struct questionnaire *q)
{
	if (q != NULL)
		arena_free(q->arena);
}
