/*
 * answers_form.c - answers from a posted form, and whether they are complete.
 * Knows fields, not HTTP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/answers_rules.h"
#include "domain/follow_up.h"

void
page_faults_free(struct page_faults *f)
{
	free(f->list);
	f->list = NULL;
	f->count = 0;
}

static void
fault(struct page_faults *f, size_t question, enum answer_fault what)
{
	void *list = realloc(f->list, (f->count + 1) * sizeof(*f->list));

	if (list == NULL)
		die("out of memory");
	f->list = list;
	f->list[f->count].question = question;
	f->list[f->count++].fault = what;
}

void
answer_fault_text(char *out, size_t size, const struct question *q,
    enum answer_fault what)
{
	switch (what) {
	case FAULT_MISSING:
		(void)snprintf(out, size, "%s", q->type == QUESTION_SEVERAL ?
		    "Kies een of meer antwoorden." :
		    q->type == QUESTION_ONE ? "Kies een antwoord." :
		    q->type == QUESTION_MARK ? "Kies een cijfer." :
		    "Vul een antwoord in.");
		return;
	case FAULT_UNKNOWN_OPTION:
		(void)snprintf(out, size, "Kies een van de antwoorden.");
		return;
	case FAULT_TWICE:
		(void)snprintf(out, size, "Kies één antwoord.");
		return;
	case FAULT_TOO_LONG:
		(void)snprintf(out, size, "Uw tekst is te lang: gebruik "
		    "hoogstens %d tekens.", q->type == QUESTION_ONE ?
		    q->other_chars : q->max_chars);
		return;
	case FAULT_NOT_TEXT:
		(void)snprintf(out, size, "In uw tekst staat iets wat wij niet "
		    "kunnen lezen. Typ de tekst opnieuw.");
		return;
	case FAULT_OTHER_MISSING:
		(void)snprintf(out, size, "Vul in wat u bedoelt met “%s”.",
		    q->other_label);
		return;
	case FAULT_NONE:
		break;
	}
	out[0] = '\0';
}

size_t
json_bytes(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += *s == '"' || *s == '\\' || *s == '\n' ? 2 : 1;
	return n;
}

/* The limits of a question's text, of its free option's: characters, bytes. */
static void
text_limits(const struct question *q, size_t *chars, size_t *bytes)
{
	*chars = q->type == QUESTION_ONE ? (size_t)q->other_chars :
	    (size_t)q->max_chars;
	*bytes = q->type == QUESTION_ONE ? *chars * 3 / 2 :
	    (size_t)q->max_bytes;
}

bool
text_fits(const struct question *q, const char *s)
{
	size_t chars, bytes;

	text_limits(q, &chars, &bytes);
	return text_chars(s, strlen(s)) <= chars && json_bytes(s) <= bytes;
}

/* What comes after the code of a question in the name of its field; NULL when
 * it is a field of another. */
static const char *
after_code(const struct form_field *f, const struct question *q, size_t len)
{
	return strncmp(f->name, q->code, len) == 0 ? f->name + len : NULL;
}

/* Ends a text where its limits are. */
static void
cut_text(const struct question *q, char *s)
{
	char one[8] = "";
	size_t chars, bytes, len;

	text_limits(q, &chars, &bytes);
	for (; *s != '\0' && chars > 0; s += len, chars--) {
		for (len = 1; ((unsigned char)s[len] & 0xc0) == 0x80; len++)
			continue;
		REQUIRE(len < sizeof(one));
		memcpy(one, s, len);
		one[len] = '\0';
		if (json_bytes(one) > bytes)
			break;
		bytes -= json_bytes(one);
	}
	explicit_bzero(s, strlen(s));
}

/* One field of a form as text; NULL with a fault noted. */
static char *
take_text(const struct form_field *f, const struct question *q, size_t index,
    bool complete, struct page_faults *faults)
{
	char *s = text_normalise(f->value, f->value_len);

	if (s == NULL) {
		fault(faults, index, FAULT_NOT_TEXT);
		return NULL;
	}
	if (!complete)
		cut_text(q, s);
	else if (!text_fits(q, s))
		fault(faults, index, FAULT_TOO_LONG);
	return s;
}

size_t
question_form_width(const struct question *q)
{
	size_t width = q->type == QUESTION_MARK ? 2 : 0;

	for (size_t i = 0; i < q->option_count; i++)
		if (strlen(q->options[i].code) > width)
			width = strlen(q->options[i].code);
	if (q->other_label != NULL && strlen(OTHER_OPTION) > width)
		width = strlen(OTHER_OPTION);
	return width;
}

/* Length of an option's code without what fills it up. */
static size_t
unfilled(const struct form_field *f)
{
	size_t len = f->value_len;

	while (len > 0 && f->value[len - 1] == FORM_FILL)
		len--;
	return len;
}

static void
take_choice(struct answer *answer, const struct question *q, size_t index,
    const struct form_field *f, struct page_faults *faults)
{
	size_t option = question_option(q, f->value, unfilled(f));

	if (option == SIZE_MAX || (q->type == QUESTION_SEVERAL &&
	    option == q->option_count)) {
		fault(faults, index, FAULT_UNKNOWN_OPTION);
		return;
	}
	if (q->type == QUESTION_SEVERAL) {
		if (answer->chosen == NULL)
			answer->chosen = calloc(q->option_count + 1,
			    sizeof(bool));
		if (answer->chosen == NULL)
			die("out of memory");
		answer->chosen[option] = true;
	} else if (answer->given && answer->choice != option) {
		fault(faults, index, FAULT_TWICE);
		return;
	} else {
		answer->choice = option;
	}
	answer->given = true;
}

static void
take_mark(struct answer *answer, size_t index, const struct form_field *f,
    struct page_faults *faults)
{
	size_t len = unfilled(f);
	int mark = 0;

	for (size_t i = 0; i < len && i < 3; i++)
		mark = f->value[i] >= '0' && f->value[i] <= '9' ?
		    mark * 10 + f->value[i] - '0' : 100;
	if (mark < 1 || mark > 10 || len > 2 || f->value[0] == '0')
		fault(faults, index, FAULT_UNKNOWN_OPTION);
	else if (answer->given && answer->mark != mark)
		fault(faults, index, FAULT_TWICE);
	else {
		answer->mark = mark;
		answer->given = true;
	}
}

/* Takes one question from the form into an empty answer. */
static void
take_question(struct answer *answer, const struct question *q, size_t index,
    const struct form_field *fields, size_t count, bool complete,
    struct page_faults *faults)
{
	size_t code_len = strlen(q->code);

	for (size_t i = 0; i < count; i++) {
		const struct form_field *f = &fields[i];
		const char *suffix = after_code(f, q, code_len);

		if (suffix == NULL)
			continue;
		if (*suffix == '\0') {
			if (q->type == QUESTION_ONE ||
			    q->type == QUESTION_SEVERAL)
				take_choice(answer, q, index, f, faults);
			else if (q->type == QUESTION_MARK)
				take_mark(answer, index, f, faults);
			else if (answer->text == NULL)
				answer->text = take_text(f, q, index,
				    complete, faults);
			else
				fault(faults, index, FAULT_TWICE);
		} else if (q->other_label != NULL && answer->text == NULL &&
		    strcmp(suffix, OTHER_FIELD) == 0) {
			answer->text = take_text(f, q, index, complete,
			    faults);
		}
	}
	if (answer->text != NULL && answer->text[0] == '\0') {
		free(answer->text);
		answer->text = NULL;
	}
	if (q->type == QUESTION_SHORT || q->type == QUESTION_LONG)
		answer->given = answer->text != NULL;
}

/* What is missing in an answer that is asked. */
static enum answer_fault
missing(const struct answer *answer, const struct question *q)
{
	if (!answer->given)
		return q->required ? FAULT_MISSING : FAULT_NONE;
	if (q->type == QUESTION_ONE && answer->choice == q->option_count &&
	    answer->text == NULL)
		return FAULT_OTHER_MISSING;
	return FAULT_NONE;
}

static bool
has_fault(const struct page_faults *f, size_t question)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->list[i].question == question)
			return true;
	return false;
}

enum outcome
answers_take_page(struct answers *a, size_t page,
    const struct form_field *fields, size_t field_count, bool complete,
    struct page_faults *faults)
{
	const struct page *p = &a->q->pages[page];

	for (size_t i = 0; i < p->question_count; i++) {
		size_t index = p->first_question + i;
		const struct question *q = &a->q->questions[index];
		struct answer new = { 0 };

		/* In order: whether this one is asked may hang on the one
		 * before it. A follow-up that these answers do not ask for
		 * stood in the page: what was filled in there goes. A question
		 * that earlier pages rule out was not there: its answer stays,
		 * for those who go back and change their mind. */
		if (!answers_asked(a, index)) {
			if (question_standing(a, index) == STANDING_FOLLOW_UP)
				answer_clear(&a->list[index], q);
			continue;
		}
		take_question(&new, q, index, fields, field_count, complete,
		    faults);
		answer_clear(&a->list[index], q);
		a->list[index] = new;
		if (complete && !has_fault(faults, index)) {
			enum answer_fault what = missing(&new, q);

			if (what != FAULT_NONE)
				fault(faults, index, what);
		}
	}
	return faults->count == 0 ? DONE : REFUSED;
}

enum outcome
answers_complete(const struct answers *a, size_t *first_bad_page,
    struct page_faults *faults)
{
	for (size_t i = 0; i < a->q->question_count; i++) {
		const struct question *q = &a->q->questions[i];
		enum answer_fault what;

		if (!answers_asked(a, i))
			continue;
		what = missing(&a->list[i], q);
		if (what == FAULT_NONE && a->list[i].text != NULL &&
		    !text_fits(q, a->list[i].text))
			what = FAULT_TOO_LONG;
		if (what == FAULT_NONE)
			continue;
		if (faults->count == 0)
			*first_bad_page = q->page;
		fault(faults, i, what);
	}
	return faults->count == 0 ? DONE : REFUSED;
}
