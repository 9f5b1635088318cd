/*
 * follow_up.c - judges conditions before the answers of their page are known.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "domain/follow_up.h"
#include "domain/answers_rules.h"

static enum standing judge_condition(const struct answers *a, size_t page,
    const struct condition *c);

/* Kleene's three-valued logic: a part that is not known yet decides nothing
 * where another part already does. */
static enum standing
judge_parts(const struct answers *a, size_t page, const struct condition *c,
    enum standing decides, enum standing otherwise)
{
	enum standing all = otherwise;

	for (size_t i = 0; i < c->part_count; i++) {
		enum standing part = judge_condition(a, page, c->parts[i]);

		if (part == decides)
			return decides;
		if (part == STANDING_FOLLOW_UP)
			all = STANDING_FOLLOW_UP;
	}
	return all;
}

static enum standing
judge_condition(const struct answers *a, size_t page,
    const struct condition *c)
{
	enum standing part;

	switch (c->kind) {
	case COND_ALL:
		return judge_parts(a, page, c, STANDING_NEVER,
		    STANDING_ALWAYS);
	case COND_ANY:
		return judge_parts(a, page, c, STANDING_ALWAYS,
		    STANDING_NEVER);
	case COND_NOT:
		part = judge_condition(a, page, c->parts[0]);
		return part == STANDING_ALWAYS ? STANDING_NEVER :
		    part == STANDING_NEVER ? STANDING_ALWAYS : part;
	case COND_IN:
	case COND_COMPARE:
		if (a->q->questions[c->question].page != page)
			return condition_holds(a, c) ? STANDING_ALWAYS :
			    STANDING_NEVER;
		return question_standing(a, c->question) == STANDING_NEVER ?
		    STANDING_NEVER : STANDING_FOLLOW_UP;
	}
	return STANDING_NEVER;
}

enum standing
question_standing(const struct answers *a, size_t question)
{
	const struct question *q = &a->q->questions[question];
	const struct page *page = &a->q->pages[q->page];

	/* A page's own condition looks at earlier pages only. */
	if (page->when != NULL && !condition_holds(a, page->when))
		return STANDING_NEVER;
	return q->when == NULL ? STANDING_ALWAYS :
	    judge_condition(a, q->page, q->when);
}

/* Sets *here or *before for each question that a condition names. */
static void
find_pages(const struct questionnaire *q, size_t page,
    const struct condition *c, bool *here, bool *before)
{
	if (c->kind == COND_IN || c->kind == COND_COMPARE) {
		if (q->questions[c->question].page == page)
			*here = true;
		else
			*before = true;
		return;
	}
	for (size_t i = 0; i < c->part_count; i++)
		find_pages(q, page, c->parts[i], here, before);
}

bool
question_may_follow(const struct questionnaire *q, size_t question)
{
	const struct condition *when = q->questions[question].when;
	bool here = false, before = false;

	if (when != NULL)
		find_pages(q, q->questions[question].page, when, &here,
		    &before);
	return here;
}

bool
page_mixes_conditions(const struct questionnaire *q, size_t page)
{
	const struct page *p = &q->pages[page];

	for (size_t i = 0; i < p->question_count; i++) {
		const struct condition *when =
		    q->questions[p->first_question + i].when;
		bool here = false, before = false;

		if (when != NULL)
			find_pages(q, page, when, &here, &before);
		if (here && before)
			return true;
	}
	return false;
}

/* ---- the line and the data ---- */

/* One follow-up that is written down. */
struct follow_up {
	const struct answers *a;
	size_t question, page;
	bool whole;
	struct text *out;
};

static bool
undecided(const struct follow_up *f, const struct condition *c)
{
	return f->whole ||
	    judge_condition(f->a, f->page, c) == STANDING_FOLLOW_UP;
}

/* Where the question stands that a condition names. */
static void
write_place(const struct follow_up *f, const struct condition *c)
{
	if (c->question + 1 == f->question)
		text_puts(f->out, " hierboven ");
	else
		text_printf(f->out, " bij “%s” ",
		    f->a->q->questions[c->question].text);
}

static void
write_options(const struct follow_up *f, const struct condition *c)
{
	const struct question *q = &f->a->q->questions[c->question];
	const char *before = "";

	for (size_t i = 0; i < c->value_count; i++) {
		size_t option = question_option(q, c->values[i],
		    strlen(c->values[i]));

		/* The wave's own lists may lack it. */
		if (option == SIZE_MAX)
			continue;
		text_printf(f->out, "%s“%s”", before,
		    option < q->option_count ? q->options[option].label :
		    q->other_label);
		before = " of ";
	}
}

static void
write_comparison(const struct follow_up *f, const struct condition *c,
    bool negated)
{
	static const struct { const char *is, *is_not; } words[] = {
		[CMP_LT] = { "lager is dan %d", "%d of hoger is" },
		[CMP_LE] = { "%d of lager is", "hoger is dan %d" },
		[CMP_GT] = { "hoger is dan %d", "%d of lager is" },
		[CMP_GE] = { "%d of hoger is", "lager is dan %d" },
		[CMP_EQ] = { "%d is", "niet %d is" },
	};
	char number[12];
	const char *s = negated ? words[c->compare].is_not :
	    words[c->compare].is;
	const char *place = strstr(s, "%d");

	(void)snprintf(number, sizeof(number), "%d", c->number);
	text_add(f->out, s, (size_t)(place - s));
	text_puts(f->out, number);
	text_puts(f->out, place + strlen("%d"));
}

static bool
is_compound(const struct condition *c)
{
	while (c->kind == COND_NOT)
		c = c->parts[0];
	return c->kind == COND_ALL || c->kind == COND_ANY;
}

/* A Dutch clause that follows "Alleen als". */
static void
write_clause(const struct follow_up *f, const struct condition *c,
    bool negated)
{
	const char *before = "";
	bool mixed = false;

	switch (c->kind) {
	case COND_NOT:
		write_clause(f, c->parts[0], !negated);
		break;
	case COND_ALL:
	case COND_ANY:
		for (size_t i = 0; i < c->part_count; i++)
			mixed |= is_compound(c->parts[i]);
		for (size_t i = 0; i < c->part_count; i++) {
			if (!undecided(f, c->parts[i]))
				continue;
			text_puts(f->out, before);
			write_clause(f, c->parts[i], negated);
			before = (c->kind == COND_ALL) != negated ?
			    mixed ? ", en " : " en " :
			    mixed ? ", of " : " of ";
		}
		break;
	case COND_IN:
		text_puts(f->out, "u");
		write_place(f, c);
		text_puts(f->out, negated ? "niet " : "");
		write_options(f, c);
		text_puts(f->out, " koos");
		break;
	case COND_COMPARE:
		text_puts(f->out, "uw cijfer");
		write_place(f, c);
		write_comparison(f, c, negated);
		break;
	}
}

static struct follow_up
follow_up_of(const struct answers *a, size_t question, bool whole,
    struct text *out)
{
	struct follow_up f = { .a = a, .question = question,
	    .page = a->q->questions[question].page, .whole = whole,
	    .out = out };

	REQUIRE(whole ? question_may_follow(a->q, question) :
	    question_standing(a, question) == STANDING_FOLLOW_UP);
	return f;
}

void
follow_up_line(const struct answers *a, size_t question, bool whole,
    struct text *out)
{
	const struct follow_up f = follow_up_of(a, question, whole, out);

	text_puts(out, "Alleen als ");
	write_clause(&f, a->q->questions[question].when, false);
	text_puts(out, ".");
}

/* Codes are letters, digits and _: nothing in them needs escaping. */
static void
write_data(const struct follow_up *f, const struct condition *c)
{
	static const char *const compares[] = { [CMP_LT] = "<",
	    [CMP_LE] = "<=", [CMP_GT] = ">", [CMP_GE] = ">=",
	    [CMP_EQ] = "=" };
	const char *code = f->a->q->questions[c->question].code;

	switch (c->kind) {
	case COND_ALL:
	case COND_ANY:
	case COND_NOT:
		text_printf(f->out, "[\"%s\"", c->kind == COND_ALL ? "en" :
		    c->kind == COND_ANY ? "of" : "niet");
		for (size_t i = 0; i < c->part_count; i++) {
			if (!undecided(f, c->parts[i]))
				continue;
			text_puts(f->out, ",");
			write_data(f, c->parts[i]);
		}
		break;
	case COND_IN:
		text_printf(f->out, "[\"is\",\"%s\",[", code);
		for (size_t i = 0; i < c->value_count; i++)
			text_printf(f->out, "%s\"%s\"", i == 0 ? "" : ",",
			    c->values[i]);
		text_puts(f->out, "]");
		break;
	case COND_COMPARE:
		text_printf(f->out, "[\"%s\",\"%s\",%d",
		    compares[c->compare], code, c->number);
		break;
	}
	text_puts(f->out, "]");
}

void
follow_up_condition(const struct answers *a, size_t question, bool whole,
    struct text *out)
{
	const struct follow_up f = follow_up_of(a, question, whole, out);

	write_data(&f, a->q->questions[question].when);
}
