/*
 * save_page.c - merges a page into the draft and stores it whole.
 */
#include <string.h>

#include "actions/save_page.h"
#include "base/log.h"
#include "storage/respondent.h"

#define TRIES 8		/* tabs that save at the very same moment */

/* Stores r's answers, written as a draft. REFUSED with why->code PROBLEM_NONE
 * when the stored draft has changed in the meantime. */
static enum outcome
store(struct survey *s, struct respondent *r, const struct text *plain,
    time_t now, struct problem *why)
{
	unsigned char draft_id[DERIVED_BYTES], ballot_id[DERIVED_BYTES];
	struct text sealed = { 0 };
	struct draft_row row = { .draft_id = draft_id, .ballot_id = ballot_id,
	    .wave_id = r->wave->wave_id, .function_group = r->group->code,
	    .sealed = &sealed, .expected = r->has_draft ? r->version : NULL,
	    .expected_len = DRAFT_NONCE_BYTES };
	enum stored stored = STORED_CLOSED;
	enum outcome o;

	crypto_draft_id(draft_id, &r->token);
	crypto_ballot_id(ballot_id, &r->token);
	if (plain->len >= wave_slip_bytes(r->wave))
		return log_failed("a draft of wave %s does not fit",
		    r->wave->code);
	crypto_draft_seal(&sealed, s->draft_key, r->wave->wave_id, &r->token,
	    wave_slip_bytes(r->wave), plain->bytes, plain->len);
	o = store_save_draft(s->db, &row, now, &stored);
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

/* The page after one that is complete. */
static size_t
page_after(const struct respondent *r, const struct page_sent *sent)
{
	struct page_faults faults = { 0 };
	size_t page = r->q->page_count;

	if (!sent->to_check)
		return answers_next_page(r->answers, sent->page + 1);
	/* A change may bring up questions on a later page. */
	(void)answers_complete(r->answers, &page, &faults);
	page_faults_free(&faults);
	return page;
}

static size_t
page_before(const struct respondent *r, const struct page_sent *sent)
{
	long page;

	if (sent->to_check)
		return r->q->page_count;
	page = answers_previous_page(r->answers, (long)sent->page - 1);
	return page < 0 ? 0 : (size_t)page;
}

/* Takes the page into r, and sets r->page. REFUSED with faults when it is to
 * be shown again; going back or stopping is never refused: what is missing is
 * found before sending. */
static enum outcome
take(struct respondent *r, const struct page_sent *sent,
    struct page_faults *faults)
{
	enum outcome o = answers_take_page(r->answers, sent->page,
	    sent->fields, sent->field_count, sent->intent == PAGE_NEXT, faults);

	r->page = sent->page;
	if (sent->intent == PAGE_BACK)
		r->page = page_before(r, sent);
	else if (sent->intent == PAGE_NEXT && o == DONE)
		r->page = page_after(r, sent);
	if (o == REFUSED && sent->intent != PAGE_NEXT) {
		page_faults_free(faults);
		o = DONE;
	}
	return o;
}

/* Takes and stores; REFUSED with why->code PROBLEM_NONE: load, try again. */
static enum outcome
save_once(struct survey *s, struct respondent *r,
    const struct page_sent *sent, time_t now, struct page_faults *faults,
    struct problem *why)
{
	struct text before = { 0 }, after = { 0 };
	enum outcome o = DONE;

	answers_to_draft(r->answers, r->page, &before);
	/* A page that is shown again is not stored: the number of a draft's
	 * versions would follow the answers. */
	if (take(r, sent, faults) != DONE) {
		text_free(&before);
		return problem_set(why, PROBLEM_FIELD, "%s",
		    problem_words(PROBLEM_FIELD));
	}
	answers_to_draft(r->answers, r->page, &after);
	if (r->has_draft || !drafts_alike(&before, &after))
		o = store(s, r, &after, now, why);
	text_free(&before);
	text_free(&after);
	return o;
}

enum outcome
save_page(struct survey *s, struct respondent *r,
    const struct page_sent *sent, time_t now, struct page_faults *faults,
    struct problem *why)
{
	enum outcome o;

	for (int i = 0; i < TRIES; i++) {
		if (strcmp(sent->questionnaire, r->q->code) != 0)
			return problem_set(why, PROBLEM_STATE, "In een ander "
			    "venster bent u overgestapt op de andere lijst. "
			    "Deze pagina hoort daar niet bij; er is niets "
			    "veranderd.");
		REQUIRE(sent->page < r->q->page_count);
		o = save_once(s, r, sent, now, faults, why);
		if (o != REFUSED || why->code != PROBLEM_NONE)
			return o;
		page_faults_free(faults);
		o = reopen_draft(s, r, now);
		if (o != DONE)
			return o;
	}
	return log_failed("a draft keeps changing while it is saved");
}

/* Empty answers of another list in the place of all that was. */
static enum outcome
switch_once(struct survey *s, struct respondent *r,
    const struct questionnaire *other, time_t now, struct problem *why)
{
	struct text plain = { 0 };
	enum outcome o;

	answers_free(r->answers);
	r->q = other;
	r->answers = answers_new(other);
	answers_preset(r->answers, r->group->code);
	r->page = 0;
	answers_to_draft(r->answers, r->page, &plain);
	o = store(s, r, &plain, now, why);
	text_free(&plain);
	return o;
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
		o = switch_once(s, r, other, now, why);
		if (o != REFUSED || why->code != PROBLEM_NONE)
			return o;
		o = reopen_draft(s, r, now);
		if (o != DONE)
			return o;
	}
	return log_failed("a draft keeps changing while it is switched");
}
