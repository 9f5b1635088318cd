/*
 * any_answers.h - answers as anybody might give them, by chance and the same
 * again for the same seed.
 */
#ifndef UNIT_ANY_ANSWERS_H
#define UNIT_ANY_ANSWERS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domain/answers.h"

static uint64_t seed;

static unsigned int
any(unsigned int below)
{
	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return (unsigned int)(seed >> 33) % below;
}

static char *
any_text(size_t most)
{
	static const char *const bits[] = { "a", " ", "é", "\n", "\"", "\\",
	    "👍", "z", "<b>", "&" };
	char *s = calloc(1, most * 4 + 8);
	size_t count = any((unsigned int)most) + 1;

	assert_non_null(s);
	strcpy(s, "x");
	for (size_t i = 1; i + 3 < count; i++)
		strcat(s, bits[any(10)]);
	strcat(s, "y");
	return s;
}

/* A valid answer into an empty one, or none where none is required. */
static void
any_answer(struct answer *a, const struct question *question)
{
	if (!question->required && any(3) == 0)
		return;
	a->given = true;
	switch (question->type) {
	case QUESTION_ONE:
		a->choice = any((unsigned int)question->option_count +
		    (question->other_label != NULL));
		if (a->choice == question->option_count)
			a->text = any_text(20);
		break;
	case QUESTION_SEVERAL:
		a->chosen = calloc(question->option_count + 1, sizeof(bool));
		assert_non_null(a->chosen);
		for (size_t i = 0; i < question->option_count; i++)
			a->chosen[i] = any(2) == 0;
		a->chosen[0] = true;
		break;
	case QUESTION_MARK:
		a->mark = 1 + (int)any(10);
		break;
	case QUESTION_SHORT:
	case QUESTION_LONG:
		a->text = any_text(300);
		break;
	}
}

#endif
