/*
 * page_screen.c - draws a page of questions: follow-ups stand in it always,
 * what is wrong is said on top and at the question, what was typed is kept.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "survey/page_size.h"
#include "survey/question_screen.h"

#define KEY_QUESTIONS 64	/* bits of mold_key.shown */

/* The fault of a question, or FAULT_NONE. */
static enum answer_fault
fault_of(const struct page_faults *faults, size_t question)
{
	for (size_t i = 0; faults != NULL && i < faults->count; i++)
		if (faults->list[i].question == question)
			return faults->list[i].fault;
	return FAULT_NONE;
}

/* What an error in the summary leads to: the first control of its question. */
static void
control_id(char *out, size_t size, const struct question *q)
{
	switch (q->type) {
	case QUESTION_ONE:
	case QUESTION_SEVERAL:
		(void)snprintf(out, size, "%s-%s", q->code,
		    q->option_count > 0 ? q->options[0].code : "x");
		break;
	case QUESTION_MARK:
		(void)snprintf(out, size, "%s-1", q->code);
		break;
	case QUESTION_SHORT:
	case QUESTION_LONG:
		(void)snprintf(out, size, "%s", q->code);
		break;
	}
}

static void
summary(struct template_data *d, const struct call *c,
    const struct page_faults *faults)
{
	struct template_data *s = template_section(d, "FAULTS");

	template_set(s, "FAULT_HEAD", faults->count == 1 ?
	    "Er is nog één ding nodig" : "Er zijn nog een paar dingen nodig");
	for (size_t i = 0; i < faults->count; i++) {
		const struct question *q =
		    &c->r.q->questions[faults->list[i].question];
		struct template_data *f = template_section(s, "FAULT");
		char text[400], id[ID_MAX];

		answer_fault_text(text, sizeof(text), q,
		    faults->list[i].fault);
		control_id(id, sizeof(id), q);
		template_set(f, "FAULT_ID", id);
		template_set(f, "FAULT_QUESTION", q->text);
		template_set(f, "FAULT_TEXT", text);
	}
}

/* Step x of y, counting the pages that are asked and the check. */
static void
count_steps(const struct call *c, struct mold_key *key)
{
	key->steps = 1;
	for (size_t i = 0; i < c->r.q->page_count; i++) {
		if (!answers_page_asked(c->r.answers, i))
			continue;
		key->steps++;
		if (i <= key->page)
			key->step++;
	}
}

static void
progress(struct template_data *d, const struct mold_key *key)
{
	template_set_number(d, "STEP", key->step);
	template_set_number(d, "STEPS", key->steps);
	for (uint32_t i = 0; i < key->steps; i++) {
		struct template_data *b = template_section(d, "BAR");

		if (i < key->step)
			template_show(b, "DONE");
	}
}

/* Flags of a page. */
enum { HAS_BACK = 1, TO_CHECK = 2 };

/* All that a page without faults depends on but for its holes. */
static void
page_key(const struct call *c, size_t page, bool to_check,
    struct mold_key *key)
{
	const struct page *p = &c->r.q->pages[page];
	const struct wave *w = c->r.wave;

	memset(key, 0, sizeof(*key));
	key->kind = MOLD_PAGE;
	key->revision = w->revision;
	while (w->questionnaires[key->list].q != c->r.q)
		key->list++;
	key->page = (uint32_t)page;
	count_steps(c, key);
	for (size_t i = 0; i < p->question_count && i < KEY_QUESTIONS; i++)
		if (question_standing(c->r.answers, p->first_question + i) !=
		    STANDING_NEVER)
			key->shown |= (uint64_t)1 << i;
	if (answers_previous_page(c->r.answers, (long)page - 1) >= 0)
		key->flags |= HAS_BACK;
	if (to_check)
		key->flags |= TO_CHECK;
}

static void
page_head(struct template_data *d, const struct call *c, size_t page,
    const struct mold_key *key)
{
	const struct page *p = &c->r.q->pages[page];

	template_set(d, "LIST", c->r.q->code);
	template_set(d, "PAGE_TITLE", p->title);
	template_set_number(d, "NUMBER", (long)page + 1);
	template_set_number(d, "FORM_BYTES", (long)form_size(c->r.q, page));
	template_set(d, "NEXT", key->flags & TO_CHECK ? "Bewaren en terug naar "
	    "de controle" : "Volgende");
	progress(d, key);
	if (key->flags & HAS_BACK)
		template_show(d, "BACK");
	if (key->flags & TO_CHECK)
		template_show(d, "BACK_TO_CHECK");
	if (p->intro != NULL)
		template_set(template_section(d, "INTRO"), "INTRO_TEXT",
		    p->intro);
	if (p->term_count > 0) {
		struct template_data *terms = template_section(d, "TERMS");

		for (size_t i = 0; i < p->term_count; i++) {
			struct template_data *t = template_section(terms,
			    "TERM");

			template_set(t, "TERM_NAME", p->terms[i].term);
			template_set(t, "TERM_TEXT", p->terms[i].explanation);
		}
	}
}

/* The page for one person; with holes, when nothing is wrong with it; or the
 * widest, which key and faults are made for. */
static struct template_data *
page_data(const struct call *c, const struct mold_key *key,
    const struct page_faults *faults, enum drawing how)
{
	const struct page *p = &c->r.q->pages[key->page];
	struct template_data *d = screen_new(c, p->title, faults != NULL);

	page_head(d, c, key->page, key);
	if (faults != NULL)
		summary(d, c, faults);
	if (how == DRAW_HOLES)
		template_set(d, "FORM", MOLD_FORM);
	for (size_t i = 0; i < p->question_count; i++) {
		size_t n = p->first_question + i;
		const struct drawn w = { .q = &c->r.q->questions[n],
		    .index = n, .a = &c->r.answers->list[n], .how = how,
		    .answers = c->r.answers, .fault = fault_of(faults, n),
		    .standing = how != DRAW_WIDEST ?
		    question_standing(c->r.answers, n) :
		    question_may_follow(c->r.q, n) ? STANDING_FOLLOW_UP :
		    STANDING_ALWAYS };

		if (w.standing != STANDING_NEVER)
			draw_question(d, &w);
	}
	return d;
}

struct template_data *
widest_page(const struct call *c, size_t page)
{
	struct page_faults faults = { 0 };
	struct template_data *d;
	struct mold_key key;

	page_key(c, page, true, &key);
	key.flags = HAS_BACK | TO_CHECK;
	key.step = key.steps = (uint32_t)c->r.q->page_count + 1;
	widest_faults(&faults, c->r.q, page);
	d = page_data(c, &key, &faults, DRAW_WIDEST);
	page_faults_free(&faults);
	return d;
}

void
show_page(struct call *c, int status, size_t page,
    const struct page_faults *faults, bool back_to_check)
{
	/* What the key does not say: more questions than it has bits, and
	 * follow-ups whose lines hang on answers of earlier pages too. */
	bool alike = faults == NULL &&
	    c->r.q->pages[page].question_count <= KEY_QUESTIONS &&
	    !page_mixes_conditions(c->r.q, page);
	size_t size = page_size(c, page);
	const struct mold *m = NULL;
	struct mold_key key;

	page_key(c, page, back_to_check, &key);
	if (alike)
		m = mold_find(&key);
	if (alike && m == NULL)
		m = mold_make(&key, "page.html", page_data(c, &key, NULL,
		    DRAW_HOLES));
	if (m != NULL)
		mold_show(c, m, size);
	else
		screen_show_sized(c, status, "page.html", page_data(c, &key,
		    faults, DRAW_ANSWERS), size);
}
