/*
 * page.c - a page of questions is sent: next, back, stop, or saved when
 * somebody leaves it.
 */
#include <stdlib.h>
#include <string.h>

#include "actions/save_page.h"
#include "base/log.h"
#include "survey/survey.h"
#include "web/reply.h"

HANDLER int survey_page(struct http_request *);
HANDLER int survey_autosave(struct http_request *);

/* The number at the end of /pagina/N as an index; page_count when it is none
 * of the pages that are asked. */
static size_t
page_of(const struct call *c, const char *number)
{
	size_t page = 0;

	if (number[0] < '1' || number[0] > '9' || strlen(number) > 3)
		return c->r.q->page_count;
	for (; *number != '\0'; number++) {
		if (*number < '0' || *number > '9')
			return c->r.q->page_count;
		page = page * 10 + (size_t)(*number - '0');
	}
	page--;
	if (page >= c->r.q->page_count ||
	    !answers_page_asked(c->r.answers, page))
		return c->r.q->page_count;
	return page;
}

static bool
is(const struct form_field *f, const char *value)
{
	return f != NULL && strcmp(f->value, value) == 0;
}

/* What the form says of itself; which list it is of must be said. */
static struct page_sent
sent_page(const struct call *c, size_t page, enum page_intent intent)
{
	const struct form_field *list = form_find(&c->form, "_lijst");

	return (struct page_sent){
	    .questionnaire = list == NULL ? "" : list->value,
	    .page = page, .intent = intent,
	    .to_check = is(form_find(&c->form, "_terug"), WITH_CHECK),
	    .fields = c->form.list, .field_count = c->form.count };
}

static void
take_page(struct call *c, size_t page)
{
	const struct form_field *button = form_find(&c->form, "_knop");
	bool stopping = is(button, "stoppen");
	struct page_sent sent = sent_page(c, page, stopping ? PAGE_KEEP :
	    is(button, "terug") ? PAGE_BACK : PAGE_NEXT);
	struct page_faults faults = { 0 };
	struct problem why = { PROBLEM_NONE, "" };

	switch (save_page(survey_here(), &c->r, &sent, c->now, &faults,
	    &why)) {
	case DONE:
		if (stopping)
			say_goodbye(c, "/gestopt");
		else
			go_to_page(c, c->r.page, sent.to_check);
		break;
	case REFUSED:
		if (faults.count > 0)
			show_page(c, 422, page, &faults, sent.to_check);
		else
			screen_problem(c, &why);
		break;
	default:
		screen_away(c);
		break;
	}
	page_faults_free(&faults);
}

/* GET, POST /pagina/N */
int
survey_page(struct http_request *req)
{
	struct call c;
	size_t page;

	if (call_begin(&c, req, CALL_GET | CALL_POST, NEED_LINK)) {
		page = page_of(&c, req->path + strlen("/pagina/"));
		if (page == c.r.q->page_count)
			reply_see_other(req, "/verder");
		else if (req->method == HTTP_METHOD_POST)
			take_page(&c, page);
		else
			show_page(&c, 200, page, NULL,
			    is(form_find(&c.query, "terug"), WITH_CHECK));
	}
	call_end(&c);
	return KORE_RESULT_OK;
}

/* POST /bewaar: the script's; answers without a page. */
int
survey_autosave(struct http_request *req)
{
	struct page_faults faults = { 0 };
	struct problem why = { PROBLEM_NONE, "" };
	struct call c;

	if (call_begin(&c, req, CALL_POST, NEED_LINK)) {
		const struct form_field *number = form_find(&c.form,
		    "_pagina");
		struct page_sent sent = sent_page(&c, number == NULL ?
		    c.r.q->page_count : page_of(&c, number->value), PAGE_KEEP);

		if (sent.page == c.r.q->page_count)
			reply_empty(req, 400);
		else
			switch (save_page(survey_here(), &c.r, &sent, c.now,
			    &faults, &why)) {
			case DONE:
				reply_empty(req, 204);
				break;
			case REFUSED:
				reply_empty(req, problem_status(why.code));
				break;
			default:
				reply_empty(req, 503);
				break;
			}
	}
	page_faults_free(&faults);
	call_end(&c);
	return KORE_RESULT_OK;
}
