/*
 * survey.h - what the respondent's server is made of: one worker's state, and
 * one request with the person behind it. Private to app/survey.
 */
#ifndef SURVEY_SURVEY_H
#define SURVEY_SURVEY_H

#include <sys/types.h>

#include <stdbool.h>

#include <kore/kore.h>
#include <kore/http.h>

#include "actions/open_link.h"
#include "base/config.h"
#include "base/problem.h"
#include "base/template.h"
#include "web/form.h"

#define HANDLER __attribute__((visibility("default")))
#define WITH_CHECK "controle"
#define TRIAL_FIELD "proef"

/* One request. call_begin fills it in; call_end gives everything back, and
 * wipes what the request left in memory. */
struct call {
	struct http_request *req;
	time_t now;
	struct form form;		/* posted fields */
	struct form query;
	bool has_token;
	bool token_from_form;		/* not from the cookie */
	struct token token;
	char form_value[FORM_CHARS + 1];	/* ties forms to the link */
	bool has_respondent;
	bool after_trial;		/* a page that ends a trial */
	struct respondent r;
};

/* Methods a handler answers to. */
#define CALL_GET 1
#define CALL_POST 2

/* What a handler needs before it runs. */
enum need {
	NEED_NOTHING,		/* the link if there is one */
	NEED_LINK,		/* a cookie with a link that may still answer */
	NEED_ANY_LINK,		/* any link, also from the form: the handler
				 * says what became of what was sent */
};

/* Reads method, body and cookie. False when the answer has been given already
 * (405, 400, 403, another link, spent link, no database): return
 * KORE_RESULT_OK. */
bool call_begin(struct call *c, struct http_request *req, int methods,
    enum need need);
void call_end(struct call *c);

/* The steps of call_begin, for a page that is not only for people with a
 * browser. Each is false when the answer has been given. call_open reads
 * method and query; the body is that of a POST, at most FORM_BODY_MAX, and
 * never NULL. */
bool call_open(struct call *c, struct http_request *req, int methods);
bool call_from_our_page(struct call *c);
bool call_read_body(struct call *c, struct text *body);
bool call_is_form(const struct call *c);	/* answers nothing */
bool call_take_form(struct call *c, const struct text *body);
bool call_unreadable(struct call *c);		/* 400; false */

/* Reads token and form value from the fields of the start page; false when
 * they do not belong together. */
bool call_token_from_form(struct call *c);

/* Looks up the person; false when an answer was given (spent, 503). */
bool call_person(struct call *c);
/* The same without opening the draft: for pages that show nothing of it. */
bool call_look(struct call *c);

/* The worker's connection; NULL (logged) while the database is away. */
struct survey *survey_here(void);
const struct config *survey_config(void);

/* ---- screens ---- */

/* Values that every page has. wave may be NULL. */
struct template_data *screen_new(const struct call *c, const char *title,
    bool fault);
/* Renders, answers, and frees d. */
void screen_show(struct call *c, int status, const char *file,
    struct template_data *d);
/* The same for a page with answers: it has one size, whatever they are. */
void screen_show_sized(struct call *c, int status, const char *file,
    struct template_data *d, size_t size);

/* A page of a heading, lines (NULL-ended), and maybe a button. */
struct message {
	const char *title;
	const char *lines[6];
	const char *go_path, *go_text;
	bool contact;		/* and whom to write to; needs c->r.wave */
};
void screen_message(struct call *c, int status, const struct message *m);

/* A page with one question, none of whose options is chosen beforehand. */
struct choice_page {
	const char *path, *title, *question;
	const char *lines[3];
	struct option options[4];
	bool can_go_back;		/* to the questions */
	const char *unsubscribe;	/* token in the form, or NULL */
};
/* 422: nothing was chosen. */
void show_choice(struct call *c, int status, const struct choice_page *p);
/* The option that was chosen; NULL when none of them was. */
const char *chosen(const struct call *c, const struct choice_page *p);

void screen_spent(struct call *c);	/* one page for all dead links */
void screen_no_cookie(struct call *c);	/* open the link again */
void screen_away(struct call *c);	/* 503: nothing is lost */
void screen_problem(struct call *c, const struct problem *why);

/* To a page of the questionnaire (page_count: the check page); to_check: to
 * be changed there, and then back to the check page. */
void go_to_page(struct call *c, size_t page, bool to_check);
/* To one of the pages that say goodbye, after which this browser knows
 * nothing any more. */
void say_goodbye(struct call *c, const char *path);
/* "dinsdag 7 april 2015 om 23.59 uur" */
void closing_words(char *out, size_t size, const struct wave *w);

/* The question page, with what was typed and what is wrong with it. */
void show_page(struct call *c, int status, size_t page,
    const struct page_faults *faults, bool back_to_check);

#endif
