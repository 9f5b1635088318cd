/*
 * mold.h - a page that is the same for many people is rendered once, with
 * holes for what is one person's: the form value, the link, which answers are
 * chosen, what was typed. A worker keeps a few of them; no mold ever holds
 * anything of a person.
 */
#ifndef SURVEY_MOLD_H
#define SURVEY_MOLD_H

#include <stdint.h>

#include "survey/survey.h"

/* What makes two pages the same. Zero it first: all bytes are compared. */
struct mold_key {
	int64_t revision;	/* of the wave: names one content */
	uint64_t shown;		/* a bit for each question that is */
	uint32_t kind;		/* one of the below */
	uint32_t list, page;	/* indexes; for the start page group and 0 */
	uint32_t step, steps;
	uint32_t flags;
};
enum { MOLD_START, MOLD_PAGE };

/* Marks that stand in a template's values where a hole will be. */
#define MOLD_FORM "\x1f" "F" "\x1f"
#define MOLD_TOKEN "\x1f" "T" "\x1f"
#define MOLD_MARK_SIZE 64
/* Text of a question: in the value of a field. */
void mold_mark_text(char mark[MOLD_MARK_SIZE], size_t question);
/* In front of an option's value; the word " checked" that comes next in the
 * page is then there only for people who chose it. */
void mold_mark_chosen(char mark[MOLD_MARK_SIZE], size_t question,
    size_t option);

struct mold;

/* NULL when there is none. */
const struct mold *mold_find(const struct mold_key *key);
/* Renders file with values that hold marks (and frees them), cuts it there,
 * and keeps it in the place of the oldest. NULL, logged, when that does not
 * work: a text of the wave holds the sign that marks are made of. */
const struct mold *mold_make(const struct mold_key *key, const char *file,
    struct template_data *d);

/* Answers 200 with a mold filled in for this person, in a size of its own: 0
 * for a page without answers, which is as long as it is. */
void mold_show(struct call *c, const struct mold *m, size_t size);

/* Whether an option of a question (a mark: 1 … 10) is the answer. */
bool answer_is(const struct question *q, const struct answer *a,
    size_t option);

#endif
