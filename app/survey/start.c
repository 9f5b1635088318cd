/*
 * start.c - the way in: the page behind the link, which changes nothing and
 * shows nothing personal, and "Beginnen".
 */
#include <string.h>

#include "actions/link_token.h"
#include "survey/mold.h"
#include "web/reply.h"

HANDLER int survey_link(struct http_request *);
HANDLER int survey_begin(struct http_request *);
HANDLER int survey_resume(struct http_request *);

/* With holes where the link goes: the same for all of a group. */
static struct template_data *
start_data(const struct call *c, bool holes)
{
	const struct wave *w = c->r.wave;
	struct template_data *d = screen_new(c, "Welkom", false);
	char token[TOKEN_CHARS + 1], closes[140];

	link_token_print(token, &c->token);
	closing_words(closes, sizeof(closes), w);
	template_set(d, "TOKEN", holes ? MOLD_TOKEN : token);
	if (holes)
		template_set(d, "FORM", MOLD_FORM);
	template_set(d, "COMMISSIONER", w->commissioner);
	template_set(d, "PURPOSE", w->purpose);
	template_set(d, "GROUP_NAME", c->r.group->name);
	template_set_number(d, "MINUTES", c->r.q->minutes);
	template_set(d, "CLOSES", closes);
	template_set(d, "CONTACT_NAME", w->contact_name);
	template_set(d, "CONTACT_ADDRESS", w->contact_address);
	return d;
}

static void
show_start(struct call *c)
{
	const struct mold *m;
	struct mold_key key;

	memset(&key, 0, sizeof(key));
	key.kind = MOLD_START;
	key.revision = c->r.wave->revision;
	key.list = (uint32_t)(c->r.group - c->r.wave->groups);
	m = mold_find(&key);
	if (m == NULL)
		m = mold_make(&key, "start.html", start_data(c, true));
	if (m != NULL)
		mold_show(c, m);
	else
		screen_show(c, 200, "start.html", start_data(c, false));
}

/* GET /v?t=TOKEN */
int
survey_link(struct http_request *req)
{
	const struct form_field *t;
	struct call c;

	if (call_begin(&c, req, CALL_GET, NEED_NOTHING)) {
		t = form_find(&c.query, "t");
		/* Only the link counts here, whatever this browser has. */
		c.has_token = t != NULL &&
		    link_token_read(&c.token, t->value, t->value_len);
		if (!c.has_token)
			memset(&c.token, 0, sizeof(c.token));
		link_token_form(c.form_value, &c.token);
		/* A malformed token is looked up like any unknown one. */
		if (call_look(&c))
			show_start(&c);
	}
	call_end(&c);
	return KORE_RESULT_OK;
}

/* Where this person goes on. */
static void
go_on(struct call *c)
{
	size_t page = answers_next_page(c->r.answers, c->r.page);

	go_to_page(c, page, false);
}

/* POST /begin: sets the cookie; writes nothing. */
int
survey_begin(struct http_request *req)
{
	char token[TOKEN_CHARS + 1];
	struct call c;

	if (call_begin(&c, req, CALL_POST, NEED_NOTHING)) {
		if (!call_token_from_form(&c)) {
			screen_spent(&c);
		} else if (call_person(&c)) {
			link_token_print(token, &c.token);
			reply_cookie(req, token, true);
			go_on(&c);
		}
	}
	call_end(&c);
	return KORE_RESULT_OK;
}

/* GET /verder: back to where one was. */
int
survey_resume(struct http_request *req)
{
	struct call c;

	if (call_begin(&c, req, CALL_GET, NEED_LINK))
		go_on(&c);
	call_end(&c);
	return KORE_RESULT_OK;
}
