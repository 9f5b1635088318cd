/*
 * question_screen.h - how one question of a page is drawn.
 */
#ifndef SURVEY_QUESTION_SCREEN_H
#define SURVEY_QUESTION_SCREEN_H

#include "domain/follow_up.h"
#include "survey/mold.h"

#define ID_MAX 160

enum drawing {
	DRAW_ANSWERS,		/* for one person */
	DRAW_HOLES,		/* for anyone: with marks (mold.h) */
	DRAW_WIDEST,		/* as large as any answers make it */
};

struct drawn {
	enum drawing how;
	const struct question *q;
	size_t index;
	const struct answer *a;
	const struct answers *answers;
	enum answer_fault fault;
	enum standing standing;
};
void draw_question(struct template_data *d, const struct drawn *w);

#endif
