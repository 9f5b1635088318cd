/*
 * page_size.c - computes the sizes of pages and forms from the questionnaire,
 * once each, and keeps them.
 */
#include "survey/page_size.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "web/reply.h"

#define SIZES_KEPT 256
#define STEP 1024
#define FORM_MOST (60 * 1024)	/* bytes: browsers send no more from a page
				 * that is left, and we take little more */

/* Bytes of one character at most: as %XX in a form, each of its four. */
#define CHAR_IN_FORM 12

static struct size {
	int64_t revision;	/* of the wave */
	size_t list, page, bytes;
} sizes[SIZES_KEPT];
static size_t size_next;

static size_t
rounded(size_t bytes)
{
	return (bytes + STEP - 1) / STEP * STEP;
}

size_t
page_size(const struct call *c, size_t page)
{
	const struct wave *w = c->r.wave;
	bool check = page == c->r.q->page_count;
	size_t list = 0;
	struct template_data *d;
	struct text html = { 0 };
	struct size *s;

	while (w->questionnaires[list].q != c->r.q)
		list++;
	for (size_t i = 0; i < SIZES_KEPT; i++)
		if (sizes[i].revision == w->revision &&
		    sizes[i].list == list && sizes[i].page == page &&
		    sizes[i].bytes > 0)
			return sizes[i].bytes;
	d = check ? widest_check(c) : widest_page(c, page);
	if (template_render(check ? "check.html" : "page.html", d, &html) !=
	    DONE)
		die("a page has no size");
	template_data_free(d);
	s = &sizes[size_next];
	size_next = (size_next + 1) % SIZES_KEPT;
	*s = (struct size){ .revision = w->revision, .list = list,
	    .page = page, .bytes = rounded(html.len + REPLY_FILL_LEAST) };
	text_free(&html);
	return s->bytes;
}

/* "&NAME_AFTER=VALUE"; codes are signs that forms leave as they are. */
static size_t
field(const char *name, const char *after, size_t value)
{
	return 1 + strlen(name) + strlen(after) + 1 + value;
}

static size_t
question_in_form(const struct question *q)
{
	size_t one = field(q->code, "", question_form_width(q));

	switch (q->type) {
	case QUESTION_ONE:
		return one + (q->other_label == NULL ? 0 : field(q->code,
		    "_anders", CHAR_IN_FORM * (size_t)q->other_chars));
	case QUESTION_SEVERAL:
		return q->option_count * one;
	case QUESTION_MARK:
		return one;
	case QUESTION_SHORT:
	case QUESTION_LONG:
		break;
	}
	return field(q->code, "", CHAR_IN_FORM * (size_t)q->max_chars);
}

size_t
form_size(const struct questionnaire *q, size_t page)
{
	const struct page *p = &q->pages[page];
	size_t bytes = field("form", "", FORM_CHARS) +
	    field("_pagina", "", 3) + field("_lijst", "", strlen(q->code)) +
	    field("_terug", "", strlen(WITH_CHECK)) + field("_vul", "", 0) +
	    field("_knop", "", strlen("volgende"));

	for (size_t i = 0; i < p->question_count; i++)
		bytes += question_in_form(&q->questions[p->first_question +
		    i]);
	bytes = rounded(bytes);
	return bytes < FORM_MOST ? bytes : FORM_MOST;
}

void
widest_text(struct text *out, const struct question *q)
{
	int chars = q->type == QUESTION_ONE ? q->other_chars : q->max_chars;

	text_reserve(out, (size_t)chars);
	for (int i = 0; i < chars; i++)
		text_add(out, "\"", 1);		/* &quot; */
}

static size_t
fault_bytes(const struct question *q, enum answer_fault fault)
{
	struct text html = { 0 };
	char words[400];
	size_t len;

	if (fault == FAULT_OTHER_MISSING && q->other_label == NULL)
		return 0;
	answer_fault_text(words, sizeof(words), q, fault);
	template_escape(&html, words);
	len = html.len;
	text_free(&html);
	return len;
}

void
widest_faults(struct page_faults *out, const struct questionnaire *q,
    size_t page)
{
	const struct page *p = &q->pages[page];

	out->list = calloc(p->question_count, sizeof(*out->list));
	if (out->list == NULL)
		die("out of memory");
	for (size_t i = 0; i < p->question_count; i++) {
		size_t n = p->first_question + i, longest = 0;

		out->list[i].question = n;
		for (enum answer_fault f = FAULT_MISSING;
		    f <= FAULT_OTHER_MISSING; f++) {
			size_t bytes = fault_bytes(&q->questions[n], f);

			if (bytes <= longest)
				continue;
			longest = bytes;
			out->list[i].fault = f;
		}
	}
	out->count = p->question_count;
}
