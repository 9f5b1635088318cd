/*
 * answers_draft.c - what was filled in so far, as the draft keeps it. A draft
 * is read on every page, by nobody but us, and opened only with its keys: so
 * it is lines, read in one pass, and not JSON.
 *
 *   aoj draft 1<TAB>uitvoering<TAB>3     format, questionnaire, page
 *   u_functie<TAB>ib                     one answer a line, in any order:
 *   u_taken<TAB>zorg ouders              the code of an option, or several,
 *   u_cijfer<TAB>7                       a mark,
 *   u_trots<TAB>Ons overleg.\nElke week  a text, with \n and \\ for LF and \
 *   u_functie_anders<TAB>conciërge       (of the free option: in its own line)
 *   .                                    the end
 *
 * A line of what the questionnaire does not (any more) know is passed over; a
 * draft of another form is refused.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/answers_rules.h"

#define FORMAT "aoj draft 1"
#define END "."
#define ROOM 4096		/* bytes: enough for most */

/* ---- writing ---- */

static void
put_line(struct text *out, const char *code, const char *suffix)
{
	text_puts(out, code);
	text_puts(out, suffix);
	text_add(out, "\t", 1);
}

static void
put_text(struct text *out, const char *s)
{
	for (;;) {
		size_t plain = strcspn(s, "\\\n");

		text_add(out, s, plain);
		s += plain;
		if (*s == '\0')
			break;
		text_add(out, *s == '\n' ? "\\n" : "\\\\", 2);
		s++;
	}
	text_add(out, "\n", 1);
}

static void
put_several(struct text *out, const struct question *q,
    const struct answer *answer)
{
	bool first = true;

	for (size_t i = 0; i < q->option_count; i++) {
		if (!answer->chosen[i])
			continue;
		if (!first)
			text_add(out, " ", 1);
		first = false;
		text_puts(out, q->options[i].code);
	}
	text_add(out, "\n", 1);
}

static void
put_answer(struct text *out, const struct question *q,
    const struct answer *answer)
{
	if (answer->given) {
		put_line(out, q->code, "");
		switch (q->type) {
		case QUESTION_ONE:
			text_puts(out, answer->choice == q->option_count ?
			    OTHER_OPTION : q->options[answer->choice].code);
			text_add(out, "\n", 1);
			break;
		case QUESTION_SEVERAL:
			put_several(out, q, answer);
			break;
		case QUESTION_MARK:
			text_printf(out, "%d\n", answer->mark);
			break;
		case QUESTION_SHORT:
		case QUESTION_LONG:
			put_text(out, answer->text);
			break;
		}
	}
	if (q->type == QUESTION_ONE && answer->text != NULL) {
		put_line(out, q->code, OTHER_FIELD);
		put_text(out, answer->text);
	}
}

void
answers_to_draft(const struct answers *a, size_t page, struct text *out)
{
	text_reserve(out, ROOM);
	text_printf(out, FORMAT "\t%s\t%zu\n", a->q->code, page);
	for (size_t i = 0; i < a->q->question_count; i++)
		put_answer(out, &a->q->questions[i], &a->list[i]);
	text_puts(out, END "\n");
}

/* ---- reading ---- */

/* A part of a draft; not NUL-ended. */
struct part {
	const char *s;
	size_t len;
};

/* Takes what stands before the first sign, and the sign, off the front of
 * from. False, and from as it was, when there is no such sign. */
static bool
cut(struct part *from, char sign, struct part *out)
{
	const char *end = from->len == 0 ? NULL :
	    memchr(from->s, sign, from->len);

	if (end == NULL)
		return false;
	out->s = from->s;
	out->len = (size_t)(end - from->s);
	from->s += out->len + 1;
	from->len -= out->len + 1;
	return true;
}

static bool
is(const struct part *p, const char *s)
{
	return strlen(s) == p->len && memcmp(p->s, s, p->len) == 0;
}

static bool
read_number(const struct part *p, size_t *out)
{
	size_t n = 0;

	if (p->len == 0 || p->len > 6)
		return false;
	for (size_t i = 0; i < p->len; i++) {
		if (p->s[i] < '0' || p->s[i] > '9')
			return false;
		n = n * 10 + (size_t)(p->s[i] - '0');
	}
	*out = n;
	return true;
}

static bool
read_head(struct part *rest, struct part *code, size_t *page)
{
	struct part line, format;

	return cut(rest, '\n', &line) && cut(&line, '\t', &format) &&
	    is(&format, FORMAT) && cut(&line, '\t', code) &&
	    read_number(&line, page);
}

/* A text without its escapes, which the caller frees; NULL when it is not one
 * that we wrote: no UTF-8, a control character, an escape we do not know. */
static char *
text_of(const struct part *value)
{
	char *out = malloc(value->len + 1), *to = out;
	struct part rest = *value, plain;
	bool ok = true;

	if (out == NULL)
		die("out of memory");
	while (cut(&rest, '\\', &plain)) {
		memcpy(to, plain.s, plain.len);
		to += plain.len;
		ok &= rest.len > 0 && (*rest.s == 'n' || *rest.s == '\\');
		if (!ok)
			break;
		*to++ = *rest.s == 'n' ? '\n' : '\\';
		rest.s++;
		rest.len--;
	}
	memcpy(to, rest.s, rest.len);
	to += rest.len;
	*to = '\0';
	if (ok && !text_has_control(out, (size_t)(to - out), true))
		return out;
	explicit_bzero(out, (size_t)(to - out));
	free(out);
	return NULL;
}

static bool
read_text(struct answer *answer, const struct part *value)
{
	char *s;

	if (answer->text != NULL)
		return false;
	if (value->len == 0)
		return true;
	s = text_of(value);
	answer->text = s;
	return s != NULL;
}

static void
read_several(struct answer *answer, const struct question *q,
    const struct part *value)
{
	struct part rest = *value, code;

	do {
		size_t option;

		if (!cut(&rest, ' ', &code)) {
			code = rest;
			rest.len = 0;
		}
		option = question_option(q, code.s, code.len);
		if (option >= q->option_count)
			continue;
		if (answer->chosen == NULL)
			answer->chosen = calloc(q->option_count + 1,
			    sizeof(bool));
		if (answer->chosen == NULL)
			die("out of memory");
		answer->chosen[option] = true;
		answer->given = true;
	} while (rest.len > 0);
}

/* Reads the line of a question. False when it is malformed, or not the only
 * one of that question. */
static bool
read_answer(struct answer *answer, const struct question *q,
    const struct part *value)
{
	size_t n;

	if (answer->given)
		return false;
	switch (q->type) {
	case QUESTION_ONE:
		n = question_option(q, value->s, value->len);
		if (n != SIZE_MAX) {
			answer->choice = n;
			answer->given = true;
		}
		return true;
	case QUESTION_SEVERAL:
		read_several(answer, q, value);
		return true;
	case QUESTION_MARK:
		if (read_number(value, &n) && n >= 1 && n <= 10) {
			answer->mark = (int)n;
			answer->given = true;
		}
		return true;
	case QUESTION_SHORT:
	case QUESTION_LONG:
		if (!read_text(answer, value))
			return false;
		answer->given = answer->text != NULL;
		return true;
	}
	return false;
}

/* Whether a line is of a question, or of the text of its free option. */
static bool
is_of(const struct question *q, const struct part *code, bool *other)
{
	size_t len;

	*other = false;
	if (strncmp(q->code, code->s, code->len) == 0 &&
	    q->code[code->len] == '\0')
		return true;
	if (q->other_label == NULL)
		return false;
	len = strlen(q->code);
	*other = code->len == len + strlen(OTHER_FIELD) &&
	    memcmp(code->s, q->code, len) == 0 &&
	    memcmp(code->s + len, OTHER_FIELD, strlen(OTHER_FIELD)) == 0;
	return *other;
}

/* The lines stand in the order of the questions when we wrote them for this
 * list: so looking begins where the last one was found. */
static bool
read_line(struct answers *a, const struct part *code,
    const struct part *value, size_t *at)
{
	for (size_t i = 0; i < a->q->question_count; i++) {
		size_t n = *at + i < a->q->question_count ? *at + i :
		    *at + i - a->q->question_count;
		const struct question *q = &a->q->questions[n];
		bool other;

		if (!is_of(q, code, &other))
			continue;
		*at = n;
		return other ? read_text(&a->list[n], value) :
		    read_answer(&a->list[n], q, value);
	}
	return true;		/* of a question that is not there */
}

static bool
read_lines(struct answers *a, struct part *rest)
{
	struct part line, code;
	size_t at = 0;

	while (cut(rest, '\n', &line)) {
		if (is(&line, END))
			return rest->len == 0;
		if (!cut(&line, '\t', &code) ||
		    !read_line(a, &code, &line, &at))
			return false;
	}
	return false;
}

enum outcome
answers_from_draft(const struct questionnaire *q, const char *draft,
    size_t len, struct answers **out, size_t *page)
{
	struct part rest = { draft, len }, code;
	struct answers *a;
	size_t at;

	if (!read_head(&rest, &code, &at) || !is(&code, q->code))
		return REFUSED;
	a = answers_new(q);
	if (!read_lines(a, &rest)) {
		answers_free(a);
		return REFUSED;
	}
	*out = a;
	*page = at > q->page_count ? 0 : at;
	return DONE;
}

enum outcome
draft_questionnaire(const char *draft, size_t len, char *code, size_t size)
{
	struct part rest = { draft, len }, found;
	size_t page;

	if (!read_head(&rest, &found, &page) || found.len >= size)
		return REFUSED;
	memcpy(code, found.s, found.len);
	code[found.len] = '\0';
	return DONE;
}

bool
drafts_alike(const struct text *a, const struct text *b)
{
	struct part one = { a->bytes, a->len }, two = { b->bytes, b->len };
	struct part code, other;
	size_t page;

	return read_head(&one, &code, &page) && read_head(&two, &other,
	    &page) && code.len == other.len && one.len == two.len &&
	    memcmp(code.s, other.s, code.len) == 0 &&
	    memcmp(one.s, two.s, one.len) == 0;
}
