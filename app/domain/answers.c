/*
 * answers.c - what somebody has filled in so far, and which questions are
 * asked because of it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/answers.h"
#include "domain/answers_rules.h"

struct answers *
answers_new(const struct questionnaire *q)
{
	struct answers *a = calloc(1, sizeof(*a));

	if (a == NULL)
		die("out of memory");
	a->q = q;
	a->list = calloc(q->question_count, sizeof(*a->list));
	if (a->list == NULL)
		die("out of memory");
	return a;
}

void
answer_clear(struct answer *answer, const struct question *question)
{
	if (answer->text != NULL)
		explicit_bzero(answer->text, strlen(answer->text));
	free(answer->text);
	if (answer->chosen != NULL)
		explicit_bzero(answer->chosen, question->option_count);
	free(answer->chosen);
	explicit_bzero(answer, sizeof(*answer));
}

void
answers_free(struct answers *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < a->q->question_count; i++)
		answer_clear(&a->list[i], &a->q->questions[i]);
	free(a->list);
	free(a);
}

size_t
question_option(const struct question *q, const char *code, size_t len)
{
	for (size_t i = 0; i < q->option_count; i++)
		if (strncmp(q->options[i].code, code, len) == 0 &&
		    q->options[i].code[len] == '\0')
			return i;
	if (q->other_label != NULL && len == strlen(OTHER_OPTION) &&
	    memcmp(code, OTHER_OPTION, len) == 0)
		return q->option_count;
	return SIZE_MAX;
}

void
answers_preset(struct answers *a, const char *function_group)
{
	for (size_t i = 0; i < a->q->question_count; i++) {
		const struct question *q = &a->q->questions[i];
		size_t option;

		if (!q->preset_function_group || a->list[i].given)
			continue;
		option = question_option(q, function_group,
		    strlen(function_group));
		if (option >= q->option_count)
			continue;
		a->list[i].given = true;
		a->list[i].choice = option;
	}
}

static bool
is_in(const struct answer *answer, const struct question *q,
    const struct condition *c)
{
	for (size_t v = 0; v < c->value_count; v++) {
		size_t option = question_option(q, c->values[v],
		    strlen(c->values[v]));

		if (option == SIZE_MAX)
			continue;
		if (q->type == QUESTION_SEVERAL ?
		    option < q->option_count && answer->chosen != NULL &&
		    answer->chosen[option] : answer->choice == option)
			return true;
	}
	return false;
}

static bool
compares(int mark, const struct condition *c)
{
	switch (c->compare) {
	case CMP_LT:
		return mark < c->number;
	case CMP_LE:
		return mark <= c->number;
	case CMP_GT:
		return mark > c->number;
	case CMP_GE:
		return mark >= c->number;
	case CMP_EQ:
		return mark == c->number;
	}
	return false;
}

/* Every condition looks at earlier questions only, so this ends. */
bool
condition_holds(const struct answers *a, const struct condition *c)
{
	const struct answer *answer;

	switch (c->kind) {
	case COND_ALL:
		for (size_t i = 0; i < c->part_count; i++)
			if (!condition_holds(a, c->parts[i]))
				return false;
		return true;
	case COND_ANY:
		for (size_t i = 0; i < c->part_count; i++)
			if (condition_holds(a, c->parts[i]))
				return true;
		return false;
	case COND_NOT:
		return !condition_holds(a, c->parts[0]);
	case COND_IN:
	case COND_COMPARE:
		answer = &a->list[c->question];
		if (!answer->given || !answers_asked(a, c->question))
			return false;
		return c->kind == COND_IN ?
		    is_in(answer, &a->q->questions[c->question], c) :
		    compares(answer->mark, c);
	}
	return false;
}

bool
answers_asked(const struct answers *a, size_t question)
{
	const struct question *q = &a->q->questions[question];
	const struct page *page = &a->q->pages[q->page];

	return (page->when == NULL || condition_holds(a, page->when)) &&
	    (q->when == NULL || condition_holds(a, q->when));
}

bool
answers_page_asked(const struct answers *a, size_t page)
{
	const struct page *p = &a->q->pages[page];

	for (size_t i = 0; i < p->question_count; i++)
		if (answers_asked(a, p->first_question + i))
			return true;
	return false;
}

size_t
answers_next_page(const struct answers *a, size_t page)
{
	while (page < a->q->page_count && !answers_page_asked(a, page))
		page++;
	return page;
}

long
answers_previous_page(const struct answers *a, long page)
{
	while (page >= 0 && !answers_page_asked(a, (size_t)page))
		page--;
	return page;
}
