/*
 * page_screen.c - draws a page of questions: every question in a group of its
 * own, what is wrong said on top and at the question, what was typed kept.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "survey/survey.h"

#define ID_MAX 160

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

/* Ids that describe a control: its hint, its fault, its counter. */
static void
described(struct template_data *g, const struct question *q, bool bad,
    bool counter)
{
	char ids[3 * ID_MAX] = "", one[ID_MAX];

	if (q->hint != NULL) {
		(void)snprintf(one, sizeof(one), "u-%s ", q->code);
		strcat(ids, one);
	}
	if (bad) {
		(void)snprintf(one, sizeof(one), "m-%s ", q->code);
		strcat(ids, one);
	}
	if (counter) {
		(void)snprintf(one, sizeof(one), "%s-teller ", q->code);
		strcat(ids, one);
	}
	if (ids[0] == '\0')
		return;
	ids[strlen(ids) - 1] = '\0';
	template_set(g, "DESCRIBED_BY", ids);
	template_show(g, "DESCRIBED");
}

static void
option(struct template_data *g, const struct question *q, const char *code,
    const char *label, bool chosen)
{
	struct template_data *o = template_section(g, "OPTION");
	char id[ID_MAX];

	(void)snprintf(id, sizeof(id), "%s-%s", q->code, code);
	template_set(o, "OPTION_ID", id);
	template_set(o, "OPTION_CODE", code);
	template_set(o, "OPTION_LABEL", label);
	template_show(o, q->type == QUESTION_SEVERAL ? "CHECK" : "RADIO");
	if (chosen)
		template_show(o, "CHOSEN");
}

static void
choices(struct template_data *g, const struct question *q,
    const struct answer *a)
{
	for (size_t i = 0; i < q->option_count; i++)
		option(g, q, q->options[i].code, q->options[i].label,
		    a->given && (q->type == QUESTION_SEVERAL ?
		    a->chosen != NULL && a->chosen[i] : a->choice == i));
	if (q->other_label != NULL) {
		struct template_data *o;

		option(g, q, "anders_namelijk", q->other_label,
		    a->given && a->choice == q->option_count);
		o = template_section(g, "OTHER");
		template_set(o, "OTHER_TEXT", a->text == NULL ? "" : a->text);
	}
}

static void
marks(struct template_data *g, const struct question *q,
    const struct answer *a)
{
	template_show(g, "MARKS");
	for (int n = 1; n <= 10; n++) {
		char code[12];

		(void)snprintf(code, sizeof(code), "%d", n);
		option(g, q, code, code, a->given && a->mark == n);
	}
}

static void
question(struct template_data *d, const struct question *q,
    const struct answer *a, enum answer_fault fault)
{
	bool free_text = q->type == QUESTION_SHORT || q->type == QUESTION_LONG;
	struct template_data *box = template_section(d, "QUESTION"), *g;
	char bad[400];

	if (q->lead != NULL)
		template_set(template_section(box, "LEAD"), "LEAD_TEXT",
		    q->lead);
	g = template_section(box, free_text ? "FREE" : "CHOICE");
	template_set(g, "CODE", q->code);
	template_set(g, "TEXT", q->text);
	if (!q->required)
		template_show(g, "OPTIONAL");
	if (q->hint != NULL)
		template_set(template_section(g, "HINT"), "HINT_TEXT",
		    q->hint);
	if (fault != FAULT_NONE) {
		answer_fault_text(bad, sizeof(bad), q, fault);
		template_set(g, "BAD_TEXT", bad);
		template_show(g, "BAD");
	}
	described(g, q, fault != FAULT_NONE, free_text);
	if (free_text) {
		template_set(g, "VALUE", a->text == NULL ? "" : a->text);
		template_set_number(g, "CHARS", q->max_chars);
		template_show(g, q->type == QUESTION_LONG ? "LONG" : "SHORT");
	} else if (q->type == QUESTION_MARK) {
		marks(g, q, a);
	} else {
		choices(g, q, a);
	}
}

/* Step x of y, counting the pages that are asked and the check. */
static void
progress(struct template_data *d, const struct call *c, size_t page)
{
	long step = 0, steps = 1;

	for (size_t i = 0; i < c->r.q->page_count; i++) {
		if (!answers_page_asked(c->r.answers, i))
			continue;
		steps++;
		if (i <= page)
			step++;
	}
	template_set_number(d, "STEP", step);
	template_set_number(d, "STEPS", steps);
	for (long i = 0; i < steps; i++) {
		struct template_data *b = template_section(d, "BAR");

		if (i < step)
			template_show(b, "DONE");
	}
	if (answers_previous_page(c->r.answers, (long)page - 1) >= 0)
		template_show(d, "BACK");
}

/* Whether the person was here before, and answering made questions appear. */
static bool
more_came_up(const struct call *c, size_t page)
{
	const struct page *p = &c->r.q->pages[page];
	bool given = false, missing = false;

	if (!c->r.has_draft || c->r.page != page)
		return false;
	for (size_t i = 0; i < p->question_count; i++) {
		size_t n = p->first_question + i;
		const struct question *q = &c->r.q->questions[n];

		if (!answers_asked(c->r.answers, n) || !q->required)
			continue;
		if (!c->r.answers->list[n].given)
			missing |= q->when != NULL;
		else
			given |= !q->preset_function_group;
	}
	return given && missing;
}

void
show_page(struct call *c, int status, size_t page,
    const struct page_faults *faults, bool back_to_check)
{
	const struct page *p = &c->r.q->pages[page];
	bool bad = faults != NULL && faults->count > 0;
	struct template_data *d = screen_new(c, p->title, bad);

	template_set(d, "LIST", c->r.q->code);
	template_set(d, "PAGE_TITLE", p->title);
	template_set_number(d, "NUMBER", (long)page + 1);
	template_set(d, "NEXT", back_to_check ? "Bewaren en terug naar de "
	    "controle" : "Volgende");
	progress(d, c, page);
	if (bad)
		summary(d, c, faults);
	else if (more_came_up(c, page))
		template_show(d, "MORE");
	if (back_to_check)
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
	for (size_t i = 0; i < p->question_count; i++) {
		size_t n = p->first_question + i;

		if (answers_asked(c->r.answers, n))
			question(d, &c->r.q->questions[n],
			    &c->r.answers->list[n], fault_of(faults, n));
	}
	screen_show(c, status, "page.html", d);
}
