/*
 * follow_up.h - a question that hangs on an answer of its own page always
 * stands in that page: here is whether it does, the line that says for whom it
 * is, and its condition as data for the script. Pure.
 */
#ifndef DOMAIN_FOLLOW_UP_H
#define DOMAIN_FOLLOW_UP_H

#include "base/text.h"
#include "domain/answers.h"

/* What the answers on earlier pages decide about a question. */
enum standing {
	STANDING_NEVER,		/* not asked, whatever is answered here */
	STANDING_ALWAYS,	/* asked, whatever is answered here */
	STANDING_FOLLOW_UP,	/* answers of its own page decide */
};
enum standing question_standing(const struct answers *a, size_t question);

/* Whether a question can be a follow-up, whatever is answered elsewhere. */
bool question_may_follow(const struct questionnaire *q, size_t question);

/* Whether a condition of this page names questions of this page and of
 * earlier ones. If not, the follow-ups of a page are the same for everybody
 * who is shown the same questions. */
bool page_mixes_conditions(const struct questionnaire *q, size_t page);

/* For a question that is STANDING_FOLLOW_UP: adds the Dutch sentence that
 * says who answers it: "Alleen als u hierboven “Ja” koos." whole: with what
 * earlier pages decide too, so as long as it can be; for a question that
 * question_may_follow. */
void follow_up_line(const struct answers *a, size_t question, bool whole,
    struct text *out);

/*
 * For a question that is STANDING_FOLLOW_UP: adds its condition as JSON, with
 * only what this page decides:
 *   ["is", CODE, [OPTION, ...]]          one of these options is chosen
 *   ["<" "<=" ">" ">=" "=", CODE, MARK]  the mark compares so
 *   ["en", X, ...] ["of", X, ...] ["niet", X]
 * A question that is not asked itself has no answer.
 */
void follow_up_condition(const struct answers *a, size_t question, bool whole,
    struct text *out);

#endif
