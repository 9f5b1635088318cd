/*
 * answers_document.c - answers written down as the one canonical document that
 * goes into an envelope. It has a fixed order and no white space, so that
 * reading it back (answers_read.c) and writing it again gives the same bytes.
 */
#include <string.h>

#include "base/log.h"
#include "domain/answers_rules.h"

static void
put_string(struct text *out, const char *s)
{
	text_add(out, "\"", 1);
	for (;;) {
		size_t plain = strcspn(s, "\"\\\n");

		text_add(out, s, plain);
		s += plain;
		if (*s == '\0')
			break;
		text_puts(out, *s == '\n' ? "\\n" : *s == '"' ? "\\\"" :
		    "\\\\");
		s++;
	}
	text_add(out, "\"", 1);
}

static void
put_key(struct text *out, bool *first, const char *code, const char *suffix)
{
	if (!*first)
		text_add(out, ",", 1);
	*first = false;
	text_add(out, "\"", 1);
	text_puts(out, code);
	text_puts(out, suffix);
	text_add(out, "\":", 2);
}

static void
put_several(struct text *out, const struct question *q,
    const struct answer *answer)
{
	bool first = true;

	text_add(out, "[", 1);
	for (size_t i = 0; i < q->option_count; i++) {
		if (!answer->chosen[i])
			continue;
		if (!first)
			text_add(out, ",", 1);
		first = false;
		put_string(out, q->options[i].code);
	}
	text_add(out, "]", 1);
}

void
answers_put(struct text *out, bool *first, const struct question *q,
    const struct answer *answer)
{
	bool is_other = q->type == QUESTION_ONE && answer->given &&
	    answer->choice == q->option_count;

	if (answer->given) {
		put_key(out, first, q->code, "");
		switch (q->type) {
		case QUESTION_ONE:
			put_string(out, is_other ? OTHER_OPTION :
			    q->options[answer->choice].code);
			break;
		case QUESTION_SEVERAL:
			put_several(out, q, answer);
			break;
		case QUESTION_MARK:
			text_printf(out, "%d", answer->mark);
			break;
		case QUESTION_SHORT:
		case QUESTION_LONG:
			put_string(out, answer->text);
			break;
		}
	}
	if (is_other && answer->text != NULL) {
		put_key(out, first, q->code, OTHER_FIELD);
		put_string(out, answer->text);
	}
}

void
answers_document(const struct answers *a, const struct document_header *h,
    struct text *out)
{
	size_t page = 0;
	struct page_faults faults = { 0 };
	bool first = true;

	REQUIRE(answers_complete(a, &page, &faults) == DONE);
	text_puts(out, "{\"v\":1,\"wave\":");
	put_string(out, h->wave_id);
	text_puts(out, ",\"questionnaire\":");
	put_string(out, h->questionnaire);
	text_printf(out, ",\"version\":%d,\"group\":", h->version);
	put_string(out, h->function_group);
	text_puts(out, ",\"ballot\":");
	put_string(out, h->ballot_id);
	text_puts(out, ",\"answers\":{");
	for (size_t i = 0; i < a->q->question_count; i++)
		if (answers_asked(a, i))
			answers_put(out, &first, &a->q->questions[i],
			    &a->list[i]);
	text_puts(out, "}}");
}
