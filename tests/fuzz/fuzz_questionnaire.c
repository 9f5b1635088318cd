/*
 * fuzz_questionnaire.c - questionnaire files, as anybody may write them: what
 * is taken can be asked and fits its envelope; what is not is told why.
 */
#include <stdint.h>
#include <stdlib.h>

#include "domain/follow_up.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A question that stands in no page is not asked; a follow-up can be said. */
static void
judge_question(const struct answers *a, size_t i)
{
	enum standing standing = question_standing(a, i);
	struct text words = { 0 };

	if (answers_asked(a, i) ? standing == STANDING_NEVER :
	    standing == STANDING_ALWAYS)
		abort();
	if (standing == STANDING_FOLLOW_UP) {
		follow_up_line(a, i, false, &words);
		follow_up_condition(a, i, false, &words);
	}
	text_free(&words);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct questionnaire *q = NULL;
	struct mistakes m = { 0 };
	enum outcome o;

	o = questionnaire_parse((const char *)data, size, NULL, &q, &m);
	if (o == DONE) {
		struct answers *a = answers_new(q);

		if (questionnaire_document_max(q) >= q->envelope_bytes)
			abort();
		for (size_t i = 0; i < q->question_count; i++)
			judge_question(a, i);
		if (answers_next_page(a, 0) > q->page_count)
			abort();
		answers_free(a);
	} else if (o != REFUSED || m.count == 0) {
		abort();
	}
	mistakes_free(&m);
	questionnaire_free(q);
	return 0;
}
