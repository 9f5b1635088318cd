/*
 * save_page.c - merges a page into the draft and stores it whole.
 */
#include <stdlib.h>

#include "actions/save_page.h"
#include "base/log.h"
#include "storage/respondent.h"

#define TRIES 8		/* tabs that save at the very same moment */

/* Stores r's answers as its draft. REFUSED with why->code PROBLEM_NONE when
 * the stored draft has changed in the meantime. */
static enum outcome
store(struct survey *s, struct respondent *r, time_t now, struct problem *why)
{
	unsigned char draft_id[DERIVED_BYTES], ballot_id[DERIVED_BYTES];
	struct text plain = { 0 }, sealed = { 0 };
	struct draft_row row = { .draft_id = draft_id, .ballot_id = ballot_id,
	    .wave_id = r->wave->wave_id, .function_group = r->group->code,
	    .sealed = &sealed, .expected = r->has_draft ? r->version : NULL,
	    .expected_len = DRAFT_NONCE_BYTES };
	enum stored stored = STORED_CLOSED;
	enum outcome o;

	crypto_draft_id(draft_id, &r->token);
	crypto_ballot_id(ballot_id, &r->token);
	answers_to_draft(r->answers, r->page, &plain);
	crypto_draft_seal(&sealed, s->draft_key, r->wave->wave_id, &r->token,
	    plain.bytes, plain.len);
	o = store_save_draft(s->db, &row, now, &stored);
	text_free(&plain);
	text_free(&sealed);
	if (o != DONE)
		return o;
	switch (stored) {
	case STORED:
		return DONE;
	case STORED_CHANGED:
		return problem_set(why, PROBLEM_NONE, "%s", "");
	case STORED_ALREADY:
		r->spent = true;
		/* FALLTHROUGH */
	case STORED_CLOSED:
		break;
	}
	return problem_set(why, PROBLEM_LINK_SPENT, "%s",
	    problem_words(PROBLEM_LINK_SPENT));
}

/* Questions of a page that are asked now, one bool each. */
static bool *
asked_now(const struct respondent *r, size_t page)
{
	const struct page *p = &r->q->pages[page];
	bool *asked = calloc(p->question_count + 1, sizeof(*asked));

	if (asked == NULL)
		die("out of memory");
	for (size_t i = 0; i < p->question_count; i++)
		asked[i] = answers_asked(r->answers, p->first_question + i);
	return asked;
}

/* Whether all that is wrong is that questions appeared which nobody could
 * have answered yet: not a fault, the page is shown again with them. */
static bool
only_new(const struct respondent *r, size_t page, const bool *before,
    const struct page_faults *faults)
{
	const struct page *p = &r->q->pages[page];

	for (size_t i = 0; i < faults->count; i++)
		if (faults->list[i].fault != FAULT_MISSING ||
		    before[faults->list[i].question - p->first_question])
			return false;
	return true;
}

/* Takes the page into r; DONE when it can be stored, with r->page set. */
static enum outcome
take(struct respondent *r, const struct page_sent *sent,
    struct page_faults *faults)
{
	bool *before = asked_now(r, sent->page);
	enum outcome o = answers_take_page(r->answers, sent->page,
	    sent->fields, sent->field_count, sent->intent == PAGE_NEXT, faults);
	long back;

	r->page = sent->page;
	if (o == REFUSED && sent->intent == PAGE_NEXT &&
	    only_new(r, sent->page, before, faults)) {
		page_faults_free(faults);
		o = DONE;
	} else if (o == REFUSED && sent->intent != PAGE_NEXT) {
		/* Going back or stopping is never refused; what is wrong is
		 * found again before sending. */
		page_faults_free(faults);
		o = DONE;
	} else if (o == DONE && sent->intent == PAGE_NEXT) {
		r->page = answers_next_page(r->answers, sent->page + 1);
	}
	if (o == DONE && sent->intent == PAGE_BACK) {
		back = answers_previous_page(r->answers,
		    (long)sent->page - 1);
		r->page = back < 0 ? 0 : (size_t)back;
	}
	free(before);
	return o;
}

enum outcome
save_page(struct survey *s, struct respondent *r,
    const struct page_sent *sent, time_t now, struct page_faults *faults,
    struct problem *why)
{
	enum outcome o;

	for (int i = 0; i < TRIES; i++) {
		o = take(r, sent, faults);
		if (o != DONE)
			return problem_set(why, PROBLEM_FIELD, "%s",
			    problem_words(PROBLEM_FIELD));
		o = store(s, r, now, why);
		if (o != REFUSED || why->code != PROBLEM_NONE)
			return o;
		o = reopen_draft(s, r, now);
		if (o != DONE)
			return o;
		/* Meanwhile switched to the other list in another tab. */
		if (sent->page >= r->q->page_count)
			return problem_set(why, PROBLEM_STATE, "%s",
			    problem_words(PROBLEM_STATE));
	}
	return log_failed("a draft keeps changing while it is saved");
}

enum outcome
switch_questionnaire(struct survey *s, struct respondent *r, time_t now,
    struct problem *why)
{
	const struct questionnaire *other = wave_other_questionnaire(r->wave,
	    r->q->code);
	enum outcome o;

	if (other == NULL)
		return problem_set(why, PROBLEM_STATE,
		    "Deze meting heeft maar één vragenlijst.");
	for (int i = 0; i < TRIES; i++) {
		answers_free(r->answers);
		r->q = other;
		r->answers = answers_new(other);
		answers_preset(r->answers, r->group->code);
		r->page = 0;
		o = store(s, r, now, why);
		if (o != REFUSED || why->code != PROBLEM_NONE)
			return o;
		o = reopen_draft(s, r, now);
		if (o != DONE)
			return o;
	}
	return log_failed("a draft keeps changing while it is switched");
}
