/*
 * answers.h - what somebody filled in: taken from a form page by page, kept in
 * a draft, checked as a whole, and written as the one canonical document that
 * goes into an envelope. Pure.
 */
#ifndef DOMAIN_ANSWERS_H
#define DOMAIN_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "domain/questionnaire.h"

/* One answer per question of a questionnaire, by index; empty if not given. */
struct answers {
	const struct questionnaire *q;	/* not owned */
	struct answer {
		bool given;
		size_t choice;		/* ONE: option index; option_count
					 * is "anders, namelijk" */
		bool *chosen;		/* SEVERAL: one per option, owned;
					 * NULL if none */
		int mark;		/* MARK */
		char *text;		/* SHORT, LONG, or the text of
					 * "anders, namelijk"; owned */
	} *list;
};

struct answers *answers_new(const struct questionnaire *q);
void answers_free(struct answers *a);	/* wipes */

/* Puts the invited function group into questions that are preset with it. */
void answers_preset(struct answers *a, const char *function_group);

/* Whether a question (page) is asked, given the answers before it. A question
 * whose condition rests on one that is not asked is not asked. */
bool answers_asked(const struct answers *a, size_t question);
bool answers_page_asked(const struct answers *a, size_t page);

/* First page at or after / last page at or before `page` that has a question
 * that is asked; page_count / -1 when there is none. */
size_t answers_next_page(const struct answers *a, size_t page);
long answers_previous_page(const struct answers *a, long page);

/* What is wrong with one question on a page. */
enum answer_fault {
	FAULT_NONE, FAULT_MISSING, FAULT_UNKNOWN_OPTION, FAULT_TWICE,
	FAULT_TOO_LONG, FAULT_NOT_TEXT, FAULT_OTHER_MISSING,
};
struct page_faults {
	size_t count;
	struct {
		size_t question;
		enum answer_fault fault;
	} *list;	/* owned */
};
void page_faults_free(struct page_faults *f);
/* The Dutch sentence for a fault of a question. */
void answer_fault_text(char *out, size_t size, const struct question *q,
    enum answer_fault fault);

/* Fields of a posted form, in the order sent; not owned. Field names are the
 * question codes (SEVERAL: repeated), "<code>_anders" for the free text. A
 * chosen option has FORM_FILL behind its code, so that all options of a
 * question are as long: from the length of a form nobody learns which one. */
#define FORM_FILL '.'
struct form_field { const char *name; const char *value; size_t value_len; };

/* Bytes that each option of a question takes in a form. */
size_t question_form_width(const struct question *q);

/*
 * Takes one page from a form. Conditions inside the page are judged by what
 * is being posted. Fields of questions that are not asked are ignored, and a
 * follow-up (follow_up.h) that is not asked becomes empty, as do answers of
 * this page that are not in the form. What was given is kept even when faulty
 * in another field. `complete` false accepts missing required answers (the
 * page is left as it is) and cuts a text that is too long down to its limits.
 * Returns DONE, or REFUSED with faults.
 */
enum outcome answers_take_page(struct answers *a, size_t page,
    const struct form_field *fields, size_t field_count, bool complete,
    struct page_faults *faults);

/* Checks everything that is asked; first_bad_page is the page to go to. */
enum outcome answers_complete(const struct answers *a, size_t *first_bad_page,
    struct page_faults *faults);

/* The draft, in a form of our own (answers_draft.c): all given answers, asked
 * or not (someone who goes back must find them again), with the questionnaire
 * and the page last shown. Added at the end of out. */
void answers_to_draft(const struct answers *a, size_t page, struct text *out);
/* Reads it back into new answers, which the caller frees. What q does not (any
 * more) know is left out. REFUSED, with *out and *page as they were, when it
 * is not a whole draft, or one of another questionnaire. */
enum outcome answers_from_draft(const struct questionnaire *q,
    const char *draft, size_t len, struct answers **out, size_t *page);

/* Whether two drafts hold the same answers to the same questionnaire; the page
 * may differ. */
bool drafts_alike(const struct text *a, const struct text *b);

/* Which questionnaire a draft was made for; REFUSED when it does not begin as
 * a draft does. */
enum outcome draft_questionnaire(const char *draft, size_t len, char *code,
    size_t size);

/* What an envelope's document says of itself, checked against its row. */
struct document_header {
	char wave_id[37];
	char questionnaire[64];
	int version;
	char function_group[64];	/* invited group */
	char ballot_id[65];		/* hex */
};

/* The canonical document: header, then only answers to questions that are
 * asked, in the questionnaire's order. Complete answers only (REQUIRE). */
void answers_document(const struct answers *a, const struct document_header *h,
    struct text *out);

/* Reads a document back: header, closed answers as a JSON object text, open
 * answers apart. REFUSED when it is not exactly what answers_document writes
 * for some valid answers to q. */
struct open_answer { char *question; char *text; };
struct opened_document {
	struct document_header header;
	char *closed;			/* {"u_taken":"ja",…}: ONE string,
					 * SEVERAL array, MARK number */
	struct open_answer *open; size_t open_count;
};
/* Only the header, to find the questionnaire the rest must be judged by. */
enum outcome document_header_read(const char *json, size_t len,
    struct document_header *out);
enum outcome document_read(const struct questionnaire *q, const char *json,
    size_t len, struct opened_document *out);
void opened_document_free(struct opened_document *d);	/* wipes */

/* Which question's "anders, namelijk" an open answer is of; question_count
 * when it is of none. */
size_t answers_typed_at(const struct questionnaire *q, const char *open);

/* Closed answers, a JSON object as the database gives it back or as it was
 * stored, in the one form that is hashed. REFUSED when it is none. */
enum outcome answers_canonical(const char *json, size_t len,
    struct text *out);

#endif
