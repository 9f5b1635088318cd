/*
 * save_page.h - one page of answers into the draft, durably, before anybody
 * is told that it was saved. Two tabs: the page saved last wins, and no other
 * page is lost.
 */
#ifndef ACTIONS_SAVE_PAGE_H
#define ACTIONS_SAVE_PAGE_H

#include "actions/open_link.h"
#include "base/problem.h"

/* How a page was sent. */
enum page_intent {
	PAGE_NEXT,		/* must be complete; go on after it */
	PAGE_BACK,		/* need not be complete; go back */
	PAGE_KEEP,		/* need not be complete; stay */
};

struct page_sent {
	const char *questionnaire;	/* the list that the page is of */
	size_t page;
	enum page_intent intent;
	bool to_check;		/* changed from the check page: back to it */
	const struct form_field *fields;
	size_t field_count;
};

/*
 * Saves a page. DONE: r->page is the page to show now (page_count: the check
 * page). REFUSED: PROBLEM_FIELD with faults (what was typed is in r->answers,
 * to be shown again, and nothing was stored), PROBLEM_LINK_SPENT when it is
 * too late, PROBLEM_STATE when the draft is on the other list by now. However
 * it is answered, a page that goes on, back or stops is stored once.
 * Where nothing was filled in, no draft is made: a robot that presses buttons
 * leaves nothing.
 */
enum outcome save_page(struct survey *s, struct respondent *r,
    const struct page_sent *sent, time_t now, struct page_faults *faults,
    struct problem *why);

/* Turns to the wave's other questionnaire, in the draft only: what was filled
 * in on this one is gone. REFUSED when the wave has no other, or too late. */
enum outcome switch_questionnaire(struct survey *s, struct respondent *r,
    time_t now, struct problem *why);

#endif
