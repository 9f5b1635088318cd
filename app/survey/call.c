/*
 * call.c - one request: its method, its form, the link behind its cookie, and
 * the person behind the link. Says no in one place.
 */
#include <string.h>

#include "actions/link_token.h"
#include "base/clock.h"
#include "base/log.h"
#include "survey/survey.h"
#include "web/reply.h"
#include "web/wipe.h"

static bool
say_no(struct call *c, int status, const char *title, const char *line)
{
	screen_message(c, status, &(struct message){ .title = title,
	    .lines = { line } });
	return false;
}

bool
call_unreadable(struct call *c)
{
	return say_no(c, 400, "Dat kunnen wij niet lezen",
	    "Er ging iets mis met wat uw browser stuurde. Er is niets "
	    "veranderd. Ga terug en probeer het opnieuw.");
}

bool
call_read_body(struct call *c, struct text *body)
{
	char buf[4096];
	ssize_t n;

	text_add(body, "", 0);
	while ((n = http_body_read(c->req, buf, sizeof(buf))) > 0 &&
	    body->len <= FORM_BODY_MAX)
		text_add(body, buf, (size_t)n);
	explicit_bzero(buf, sizeof(buf));
	if (body->len > FORM_BODY_MAX)
		return say_no(c, 413, "Uw tekst is veel te lang",
		    "Er is niets veranderd. Ga terug, maak de tekst korter en "
		    "probeer het opnieuw.");
	return n >= 0 || call_unreadable(c);
}

bool
call_is_form(const struct call *c)
{
	const char *type = NULL;

	return http_request_header(c->req, "content-type", &type) &&
	    strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0;
}

bool
call_take_form(struct call *c, const struct text *body)
{
	if (!call_is_form(c))
		return say_no(c, 415, "Dat kunnen wij niet lezen",
		    "Uw browser stuurde iets anders dan een formulier. Open de "
		    "link uit uw mail opnieuw.");
	return form_parse(&c->form, body->bytes, body->len) == DONE ||
	    call_unreadable(c);
}

static bool
read_form(struct call *c)
{
	struct text body = { 0 };
	bool ok = call_read_body(c, &body) && call_take_form(c, &body);

	text_free(&body);
	return ok;
}

static void
read_cookie(struct call *c)
{
	const char *header = NULL, *value;
	size_t len;

	(void)http_request_header(c->req, "cookie", &header);
	if (cookie_find(header, reply_cookie_name(true), &value, &len) &&
	    link_token_read(&c->token, value, len)) {
		c->has_token = true;
		link_token_form(c->form_value, &c->token);
	}
}

/* A form of another link than the cookie's changes nothing. */
static bool
form_belongs(struct call *c)
{
	const struct form_field *f = form_find(&c->form, "form");

	if (f != NULL && link_token_form_is(&c->token, f->value,
	    f->value_len))
		return true;
	screen_message(c, 409, &(struct message){
	    .title = "In deze browser is een andere link geopend",
	    .lines = { "Misschien gebruikt een collega dezelfde computer. Er "
	    "is niets veranderd.",
	    "Wilt u verder met uw eigen vragenlijst? Open dan de link uit uw "
	    "eigen mail opnieuw. Wat u had bewaard, is er nog." } });
	return false;
}

static bool
method_ok(struct call *c, int methods)
{
	bool post = c->req->method == HTTP_METHOD_POST;
	bool get = c->req->method == HTTP_METHOD_GET ||
	    c->req->method == HTTP_METHOD_HEAD;

	if ((post && (methods & CALL_POST)) || (get && (methods & CALL_GET)))
		return true;
	http_response_header(c->req, "allow", methods == CALL_GET ?
	    "GET, HEAD" : methods == CALL_POST ? "POST" : "GET, HEAD, POST");
	if (c->req->method == HTTP_METHOD_OPTIONS)
		reply_empty(c->req, 204);
	else
		(void)say_no(c, 405, "Dat kan hier niet",
		    "Open de link uit uw mail, en ga van daar verder.");
	return false;
}

/* A form on somebody else's page must not put a link of his into this
 * browser. Browsers say where a form stood; what says nothing is no browser
 * that could be misled. */
bool
call_from_our_page(struct call *c)
{
	const char *site = NULL;

	if (!http_request_header(c->req, "sec-fetch-site", &site) ||
	    strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0)
		return true;
	return say_no(c, 403, "Dat kan hier niet", "Dit formulier kwam van een "
	    "andere website. Er is niets veranderd. Open de link uit uw mail, "
	    "en ga van daar verder.");
}

/* Notes whether there is an invitation behind the link; false when the page
 * has been sent, because the database is away. */
static bool
found_person(struct call *c, enum outcome o)
{
	if (o == FAILED) {
		screen_away(c);
		return false;
	}
	c->has_respondent = o == DONE;
	return true;
}

static bool
find_person(struct call *c)
{
	struct survey *s = survey_here();

	return found_person(c, s == NULL ? FAILED :
	    open_link(s, &c->token, c->now, &c->r));
}

bool
call_open(struct call *c, struct http_request *req, int methods)
{
	memset(c, 0, sizeof(*c));
	c->req = req;
	c->now = clock_now();
	if (req->query_string != NULL && form_parse(&c->query,
	    req->query_string, strlen(req->query_string)) != DONE)
		memset(&c->query, 0, sizeof(c->query));
	return method_ok(c, methods);
}

bool
call_begin(struct call *c, struct http_request *req, int methods,
    enum need need)
{
	bool post = req->method == HTTP_METHOD_POST;

	if (!call_open(c, req, methods))
		return false;
	if (post && (!call_from_our_page(c) || !read_form(c)))
		return false;
	read_cookie(c);
	if (need == NEED_NOTHING)
		return true;
	if (!c->has_token && need == NEED_ANY_LINK)
		c->token_from_form = call_token_from_form(c);
	if (!c->has_token && need == NEED_ANY_LINK)
		return true;
	if (!c->has_token) {
		screen_no_cookie(c);
		return false;
	}
	if (post && !form_belongs(c))
		return false;
	return need == NEED_ANY_LINK ? find_person(c) : call_person(c);
}

void
call_end(struct call *c)
{
	respondent_free(&c->r);
	form_free(&c->form);
	form_free(&c->query);
	wipe_request(c->req);
	explicit_bzero(c, sizeof(*c));
}

bool
call_token_from_form(struct call *c)
{
	const struct form_field *t = form_find(&c->form, "t");
	const struct form_field *f = form_find(&c->form, "form");
	struct token token;

	if (t == NULL || f == NULL ||
	    !link_token_read(&token, t->value, t->value_len) ||
	    !link_token_form_is(&token, f->value, f->value_len))
		return false;
	c->token = token;
	c->has_token = true;
	link_token_form(c->form_value, &c->token);
	return true;
}

/* Whether the person may still answer; if not, the page has been sent. */
static bool
may_answer(struct call *c)
{
	if (c->has_respondent && !c->r.spent && c->r.takes_answers)
		return true;
	/* Unknown, too late and spent: one page. */
	screen_spent(c);
	return false;
}

bool
call_person(struct call *c)
{
	return find_person(c) && may_answer(c);
}

bool
call_look(struct call *c)
{
	struct survey *s = survey_here();

	return found_person(c, s == NULL ? FAILED :
	    look_at_link(s, &c->token, c->now, &c->r)) && may_answer(c);
}
