/*
 * question_screen.c - draws one question: in a group of its own, with the line
 * that says for whom, and what is wrong with its answer.
 */
#include <stdio.h>
#include <string.h>

#include "domain/follow_up.h"
#include "survey/page_size.h"
#include "survey/question_screen.h"

static void
option(struct template_data *g, const struct drawn *w, size_t index,
    const char *code, const char *label)
{
	struct template_data *o = template_section(g, "OPTION");
	char id[ID_MAX], value[MOLD_MARK_SIZE + ID_MAX] = "";
	size_t width = question_form_width(w->q), len = strlen(code);

	(void)snprintf(id, sizeof(id), "%s-%s", w->q->code, code);
	template_set(o, "OPTION_ID", id);
	if (w->how == DRAW_HOLES)
		mold_mark_chosen(value, w->index, index);
	strcat(value, code);
	/* As long as the others: see FORM_FILL. */
	for (char *end = strchr(value, '\0'); len < width; len++) {
		*end++ = FORM_FILL;
		*end = '\0';
	}
	template_set(o, "OPTION_CODE", value);
	template_set(o, "OPTION_LABEL", label);
	template_show(o, w->q->type == QUESTION_SEVERAL ? "CHECK" : "RADIO");
	if (w->how != DRAW_ANSWERS || answer_is(w->q, w->a, index))
		template_show(o, "CHOSEN");
}

/* What was typed, or the hole for it. */
static void
set_text(struct template_data *d, const char *name, const struct drawn *w)
{
	char mark[MOLD_MARK_SIZE];
	struct text longest = { 0 };

	switch (w->how) {
	case DRAW_HOLES:
		mold_mark_text(mark, w->index);
		template_set(d, name, mark);
		break;
	case DRAW_WIDEST:
		widest_text(&longest, w->q);
		template_set(d, name, longest.bytes);
		text_free(&longest);
		break;
	case DRAW_ANSWERS:
		template_set(d, name, w->a->text == NULL ? "" : w->a->text);
		break;
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
	bool whole = w->how == DRAW_WIDEST;

	follow_up_line(w->answers, w->index, whole, &words);
	template_set(template_section(g, "FOR_WHOM"), "FOR_WHOM_TEXT",
	    words.bytes);
	text_clear(&words);
	follow_up_condition(w->answers, w->index, whole, &words);
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
		if (w->how != DRAW_WIDEST && question_standing(w->answers,
		    first + i) == STANDING_NEVER)
			continue;
		if (first + i < w->index)
			return;
		shown++;
	}
	lead = template_section(box, "LEAD");
	template_set(lead, "LEAD_TEXT", q->questions[first].lead);
	template_set_number(lead, "LEAD_COUNT", (long)shown);
}

void
draw_question(struct template_data *d, const struct drawn *w)
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
