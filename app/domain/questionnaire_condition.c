/*
 * questionnaire_condition.c - reads conditions on earlier answers, and finds
 * those that can never be true.
 */
#include <stdint.h>
#include <string.h>

#include "domain/questionnaire_build.h"

static const struct { const char *key; enum condition_compare compare; }
    compares[] = {
	{ "less_than", CMP_LT }, { "at_most", CMP_LE },
	{ "more_than", CMP_GT }, { "at_least", CMP_GE },
	{ "equals", CMP_EQ },
};
#define COMPARES (sizeof(compares) / sizeof(compares[0]))

static bool
has_option(const struct build *b, const struct question *q, const char *code)
{
	if (q->other_label != NULL && strcmp(code, OTHER_CODE) == 0)
		return true;
	/* Lists of the wave are known only with a wave. */
	if (b->widest && q->options_from != OPTIONS_OWN)
		return true;
	for (size_t i = 0; i < q->option_count; i++)
		if (strcmp(q->options[i].code, code) == 0)
			return true;
	return false;
}

static bool
add_value(struct build *b, struct condition *c, const json_t *value,
    const char *pointer)
{
	const char *code = json_string_value(value);
	const struct question *q = &b->questions[c->question];

	if (code == NULL || !has_option(b, q, code)) {
		build_mistake(b, pointer, "De vraag “%s” heeft geen antwoord "
		    "“%s”.", q->code, code == NULL ? "" : code);
		return false;
	}
	c->values[c->value_count++] = arena_copy(b->arena, code);
	return true;
}

static bool
membership(struct build *b, struct condition *c, const json_t *is,
    const json_t *in, const char *pointer)
{
	const struct question *q = &b->questions[c->question];
	const json_t *value;
	size_t i;

	c->kind = COND_IN;
	if (q->type != QUESTION_ONE && q->type != QUESTION_SEVERAL) {
		build_mistake(b, pointer, "“is” en “in” kunnen alleen bij een "
		    "vraag met antwoorden; “%s” heeft die niet.", q->code);
		return false;
	}
	if (in != NULL && json_array_size(in) == 0) {
		build_mistake(b, pointer,
		    "“in” moet een lijst van codes zijn.");
		return false;
	}
	c->values = arena_new(b->arena, is != NULL ? 1 : json_array_size(in),
	    sizeof(*c->values));
	if (is != NULL)
		return add_value(b, c, is, build_in(b, pointer, "is"));
	json_array_foreach(in, i, value)
		if (!add_value(b, c, value, build_at(b, build_in(b, pointer,
		    "in"), i)))
			return false;
	return true;
}

/* A condition on one question: membership or comparison. */
static bool
on_question(struct build *b, struct condition *c, const json_t *condition,
    const char *pointer, size_t limit)
{
	static const char *const keys[] = { "question", "is", "in",
	    "less_than", "at_most", "more_than", "at_least", "equals", NULL };
	const char *code = json_string_value(json_object_get(condition,
	    "question"));
	const json_t *is = json_object_get(condition, "is");
	const json_t *in = json_object_get(condition, "in");
	size_t tests = (is != NULL) + (in != NULL);
	const char *at = build_in(b, pointer, "question");

	build_keys(b, condition, pointer, keys);
	c->question = code == NULL ? b->q->question_count :
	    questionnaire_find(b->q, code, strlen(code));
	if (c->question >= limit) {
		build_mistake(b, at, "“%s” is geen eerdere vraag.",
		    code == NULL ? "" : code);
		return false;
	}
	for (size_t i = 0; i < COMPARES; i++)
		if (json_object_get(condition, compares[i].key) != NULL) {
			tests++;
			c->kind = COND_COMPARE;
			c->compare = compares[i].compare;
			c->number = (int)build_number(b, condition, pointer,
			    compares[i].key, 1, 10, 1);
		}
	if (tests != 1) {
		build_mistake(b, pointer, "Geef precies één vergelijking.");
		return false;
	}
	if (is != NULL || in != NULL)
		return membership(b, c, is, in, pointer);
	if (b->questions[c->question].type != QUESTION_MARK) {
		build_mistake(b, pointer, "Vergelijken met een getal kan "
		    "alleen bij een cijfer; “%s” is dat niet.", code);
		return false;
	}
	return true;
}

static bool
parts(struct build *b, struct condition *c, const json_t *list,
    const char *pointer, size_t limit, int depth)
{
	const json_t *part;
	size_t i;

	if (json_array_size(list) == 0) {
		build_mistake(b, pointer, "Hier hoort een lijst van "
		    "voorwaarden.");
		return false;
	}
	c->parts = arena_new(b->arena, json_array_size(list),
	    sizeof(*c->parts));
	json_array_foreach(list, i, part) {
		struct condition *p = build_condition(b, part, build_at(b,
		    pointer, i), limit, depth + 1);

		if (p == NULL)
			return false;
		c->parts[c->part_count++] = p;
	}
	return true;
}

struct condition *
build_condition(struct build *b, const json_t *condition, const char *pointer,
    size_t limit, int depth)
{
	const json_t *all = json_object_get(condition, "all");
	const json_t *any = json_object_get(condition, "any");
	const json_t *not = json_object_get(condition, "not");
	struct condition *c = arena_new(b->arena, 1, sizeof(*c));
	bool ok;

	if (!json_is_object(condition) || depth > CONDITION_DEPTH) {
		build_mistake(b, pointer, depth > CONDITION_DEPTH ?
		    "Voorwaarden zijn te diep genest." :
		    "Een voorwaarde moet een object zijn.");
		return NULL;
	}
	if (all == NULL && any == NULL && not == NULL) {
		ok = on_question(b, c, condition, pointer, limit);
	} else if (json_object_size(condition) != 1) {
		build_mistake(b, pointer,
		    "“all”, “any” en “not” staan alleen.");
		return NULL;
	} else if (not != NULL) {
		c->kind = COND_NOT;
		c->parts = arena_new(b->arena, 1, sizeof(*c->parts));
		c->parts[0] = build_condition(b, not, build_in(b, pointer,
		    "not"), limit, depth + 1);
		c->part_count = 1;
		ok = c->parts[0] != NULL;
	} else {
		c->kind = all != NULL ? COND_ALL : COND_ANY;
		ok = parts(b, c, all != NULL ? all : any, build_in(b, pointer,
		    all != NULL ? "all" : "any"), limit, depth);
	}
	return ok ? c : NULL;
}

/* What is still possible for one question while `all` is walked: options of a
 * choice, or marks 1 … 10, or no answer at all, as bits. */
struct possible {
	uint64_t bits[QUESTIONS_MAX];
};
#define NO_ANSWER (UINT64_C(1) << 63)

static uint64_t
bits_of(const struct questionnaire *q, const struct condition *c)
{
	const struct question *question = &q->questions[c->question];
	uint64_t bits = 0;

	if (c->kind == COND_COMPARE) {
		for (int n = 1; n <= 10; n++)
			if ((c->compare == CMP_LT && n < c->number) ||
			    (c->compare == CMP_LE && n <= c->number) ||
			    (c->compare == CMP_GT && n > c->number) ||
			    (c->compare == CMP_GE && n >= c->number) ||
			    (c->compare == CMP_EQ && n == c->number))
				bits |= UINT64_C(1) << n;
		return bits;
	}
	/* Several answers at once, or a list not known yet: all is possible. */
	if (question->type == QUESTION_SEVERAL || question->option_count == 0)
		return UINT64_MAX;
	for (size_t v = 0; v < c->value_count; v++)
		for (size_t i = 0; i <= question->option_count; i++)
			if (strcmp(c->values[v], i == question->option_count ?
			    OTHER_CODE : question->options[i].code) == 0)
				bits |= UINT64_C(1) << i;
	return bits;
}

static bool
narrow(const struct questionnaire *q, const struct condition *c,
    struct possible *p)
{
	switch (c->kind) {
	case COND_ALL:
		for (size_t i = 0; i < c->part_count; i++)
			if (!narrow(q, c->parts[i], p))
				return false;
		return true;
	case COND_ANY:
		for (size_t i = 0; i < c->part_count; i++) {
			struct possible copy = *p;

			if (narrow(q, c->parts[i], &copy))
				return true;
		}
		return false;
	case COND_NOT:
		/* Only the plain negation of one membership narrows. */
		if (c->parts[0]->kind == COND_IN ||
		    c->parts[0]->kind == COND_COMPARE) {
			uint64_t bits = bits_of(q, c->parts[0]);

			if (bits != UINT64_MAX)
				p->bits[c->parts[0]->question] &= ~bits;
			return p->bits[c->parts[0]->question] != 0;
		}
		return true;
	case COND_IN:
	case COND_COMPARE:
		p->bits[c->question] &= bits_of(q, c);
		return p->bits[c->question] != 0;
	}
	return true;
}

bool
condition_possible(const struct questionnaire *q, const struct condition *c)
{
	struct possible p;

	for (size_t i = 0; i < QUESTIONS_MAX; i++) {
		const struct question *question = &q->questions[i];

		p.bits[i] = UINT64_MAX;
		if (i >= q->question_count)
			continue;
		if (question->type == QUESTION_MARK)
			p.bits[i] = 0x7fe;
		else if (question->type == QUESTION_ONE &&
		    question->option_count > 0)
			p.bits[i] = (UINT64_C(1) << (question->option_count +
			    (question->other_label != NULL))) - 1;
		if (!question->required || question->when != NULL ||
		    q->pages[question->page].when != NULL)
			p.bits[i] |= NO_ANSWER;
	}
	return narrow(q, c, &p);
}
