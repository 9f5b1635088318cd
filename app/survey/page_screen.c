/*
 * page_screen.c - draws a page of questions: every question in a group of its
 * own, follow-ups with a line that says for whom, what is wrong said on top and
 * at the question, what was typed kept.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "domain/follow_up.h"
#include "survey/mold.h"

#define ID_MAX 160
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

/* One question as it is drawn: for one person, or with holes for anyone. */
struct drawn {
	const struct question *q;
	size_t index;
	const struct answer *a;
	const struct answers *answers;
	enum answer_fault fault;
	enum standing standing;
	bool holes;
};

static void
option(struct template_data *g, const struct drawn *w, size_t index,
    const char *code, const char *label)
{
	struct template_data *o = template_section(g, "OPTION");
	char id[ID_MAX], value[MOLD_MARK_SIZE + ID_MAX] = "";

	(void)snprintf(id, sizeof(id), "%s-%s", w->q->code, code);
	template_set(o, "OPTION_ID", id);
	if (w->holes)
		mold_mark_chosen(value, w->index, index);
	strcat(value, code);
	template_set(o, "OPTION_CODE", value);
	template_set(o, "OPTION_LABEL", label);
	template_show(o, w->q->type == QUESTION_SEVERAL ? "CHECK" : "RADIO");
	if (w->holes || answer_is(w->q, w->a, index))
		template_show(o, "CHOSEN");
}

/* What was typed, or the hole for it. */
static void
set_text(struct template_data *d, const char *name, const struct drawn *w)
{
	char mark[MOLD_MARK_SIZE];

	if (w->holes) {
		mold_mark_text(mark, w->index);
		template_set(d, name, mark);
	} else {
		template_set(d, name, w->a->text == NULL ? "" : w->a->text);
	}
}

static void
choices(struct template_data *g, const struct drawn *w)
{
	const struct question *q = w->q;

	for (size_t i = 0; i < q->option_count; i++)
		option(g, w, i, q->options[i].code, q->options[i].label);
	if (q->other_label != NULL) {
		option(g, w, q->option_count, "anders_namelijk",
		    q->other_label);
		set_text(template_section(g, "OTHER"), "OTHER_TEXT", w);
	}
}

static void
marks(struct template_data *g, const struct drawn *w)
{
	char code[4];

	template_show(g, "MARKS");
	for (size_t n = 1; n <= 10; n++) {
		(void)snprintf(code, sizeof(code), "%zu", n);
		option(g, w, n, code, code);
	}
}

/* Ids that describe a control: whom it is for, its hint, its fault, its
 * counter. */
static void
set_described_by(struct template_data *g, const struct drawn *w,
    bool counter)
{
	const struct { bool stands; const char *before, *after; } parts[] = {
		{ w->standing == STANDING_FOLLOW_UP, "w-", "" },
		{ w->q->hint != NULL, "u-", "" },
		{ w->fault != FAULT_NONE, "m-", "" },
		{ counter, "", "-teller" },
	};
	struct text ids = { 0 };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].stands)
			text_printf(&ids, "%s%s%s%s", ids.len > 0 ? " " : "",
			    parts[i].before, w->q->code, parts[i].after);
	if (ids.len > 0) {
		template_set(g, "DESCRIBED_BY", ids.bytes);
		template_show(g, "DESCRIBED");
	}
	text_free(&ids);
}

/* The line that says for whom, and the condition for the script. */
static void
set_follow_up(struct template_data *g, const struct drawn *w)
{
	struct template_data *f = template_section(g, "FOLLOW_UP");
	struct text words = { 0 };

	follow_up_line(w->answers, w->index, &words);
	template_set(template_section(g, "FOR_WHOM"), "FOR_WHOM_TEXT",
	    words.bytes);
	text_clear(&words);
	follow_up_condition(w->answers, w->index, &words);
	template_set(f, "CONDITION", words.bytes);
	text_free(&words);
}

/* The words around the controls of a question. */
static void
set_words(struct template_data *g, const struct drawn *w)
{
	const struct question *q = w->q;
	char bad[400];

	template_set(g, "CODE", q->code);
	template_set(g, "TEXT", q->text);
	if (!q->required)
		template_show(g, "OPTIONAL");
	if (w->standing == STANDING_FOLLOW_UP)
		set_follow_up(g, w);
	if (q->hint != NULL)
		template_set(template_section(g, "HINT"), "HINT_TEXT",
		    q->hint);
	if (w->fault != FAULT_NONE) {
		answer_fault_text(bad, sizeof(bad), q, w->fault);
		template_set(g, "BAD_TEXT", bad);
		template_show(g, "BAD");
	}
}

/* The sentence above a block of statements stands above the first of them
 * that is shown. */
static void
set_lead(struct template_data *box, const struct drawn *w)
{
	const struct questionnaire *q = w->answers->q;
	size_t first = w->index, shown = 0;
	struct template_data *lead;

	while (first > q->pages[w->q->page].first_question &&
	    q->questions[first].lead == NULL)
		first--;
	if (q->questions[first].lead == NULL ||
	    w->index >= first + q->questions[first].lead_count)
		return;
	for (size_t i = 0; i < q->questions[first].lead_count; i++) {
		if (question_standing(w->answers, first + i) ==
		    STANDING_NEVER)
			continue;
		if (first + i < w->index)
			return;
		shown++;
	}
	lead = template_section(box, "LEAD");
	template_set(lead, "LEAD_TEXT", q->questions[first].lead);
	template_set_number(lead, "LEAD_COUNT", (long)shown);
}

static void
question(struct template_data *d, const struct drawn *w)
{
	const struct question *q = w->q;
	bool free_text = q->type == QUESTION_SHORT || q->type == QUESTION_LONG;
	struct template_data *box = template_section(d, "QUESTION"), *g;

	set_lead(box, w);
	g = template_section(box, free_text ? "FREE" : "CHOICE");
	set_words(g, w);
	set_described_by(g, w, free_text);
	if (free_text) {
		set_text(g, "VALUE", w);
		template_set_number(g, "CHARS", q->max_chars);
		template_show(g, q->type == QUESTION_LONG ? "LONG" : "SHORT");
	} else if (q->type == QUESTION_MARK) {
		marks(g, w);
	} else {
		choices(g, w);
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

/* The page for one person, or, without faults, with holes for anyone. */
static struct template_data *
page_data(const struct call *c, const struct mold_key *key,
    const struct page_faults *faults, bool holes)
{
	const struct page *p = &c->r.q->pages[key->page];
	struct template_data *d = screen_new(c, p->title, faults != NULL);

	page_head(d, c, key->page, key);
	if (faults != NULL)
		summary(d, c, faults);
	if (holes)
		template_set(d, "FORM", MOLD_FORM);
	for (size_t i = 0; i < p->question_count; i++) {
		size_t n = p->first_question + i;
		const struct drawn w = { .q = &c->r.q->questions[n],
		    .index = n, .a = &c->r.answers->list[n], .holes = holes,
		    .answers = c->r.answers, .fault = fault_of(faults, n),
		    .standing = question_standing(c->r.answers, n) };

		if (w.standing != STANDING_NEVER)
			question(d, &w);
	}
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
	const struct mold *m = NULL;
	struct mold_key key;

	page_key(c, page, back_to_check, &key);
	if (alike)
		m = mold_find(&key);
	if (alike && m == NULL)
		m = mold_make(&key, "page.html", page_data(c, &key, NULL,
		    true));
	if (m != NULL)
		mold_show(c, m);
	else
		screen_show(c, status, "page.html", page_data(c, &key, faults,
		    false));
}
