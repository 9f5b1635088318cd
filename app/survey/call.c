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

/* Reads a posted form. False when it was answered with 400, 413 or 415. */
static bool
read_form(struct call *c)
{
	const char *type = NULL;
	struct text body = { 0 };
	char buf[4096];
	ssize_t n;
	bool ok;

	if (!http_request_header(c->req, "content-type", &type) ||
	    strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0) {
		screen_message(c, 415, &(struct message){
		    .title = "Dat kunnen wij niet lezen",
		    .lines = { "Uw browser stuurde iets anders dan een "
		    "formulier. Open de link uit uw mail opnieuw." } });
		return false;
	}
	while ((n = http_body_read(c->req, buf, sizeof(buf))) > 0 &&
	    body.len <= FORM_BODY_MAX)
		text_add(&body, buf, (size_t)n);
	ok = n >= 0 && form_parse(&c->form, body.len == 0 ? "" : body.bytes,
	    body.len) == DONE;
	text_free(&body);
	if (!ok)
		screen_message(c, 400, &(struct message){
		    .title = "Dat kunnen wij niet lezen",
		    .lines = { "Er ging iets mis met wat uw browser stuurde. "
		    "Er is niets veranderd. Ga terug en probeer het "
		    "opnieuw." } });
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

static void
no_cookie(struct call *c)
{
	screen_message(c, 403, &(struct message){
	    .title = "Open de link uit uw mail opnieuw",
	    .lines = { "Deze browser weet niet (meer) welke link u opende. "
	    "Dat is zo als u gestopt bent, als u hebt verstuurd, of als u de "
	    "browser hebt gesloten.",
	    "Met de link uit uw mail gaat u verder waar u was. Wat u had "
	    "bewaard, is er nog." } });
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
		screen_message(c, 405, &(struct message){
		    .title = "Dat kan hier niet",
		    .lines = { "Open de link uit uw mail, en ga van daar "
		    "verder." } });
	return false;
}

bool
call_begin(struct call *c, struct http_request *req, int methods,
    enum need need)
{
	memset(c, 0, sizeof(*c));
	c->req = req;
	c->now = clock_now();
	read_cookie(c);
	if (!method_ok(c, methods))
		return false;
	if (req->method == HTTP_METHOD_POST && !read_form(c))
		return false;
	if (req->query_string != NULL && form_parse(&c->query,
	    req->query_string, strlen(req->query_string)) != DONE)
		memset(&c->query, 0, sizeof(c->query));
	if (need == NEED_NOTHING)
		return true;
	if (!c->has_token) {
		no_cookie(c);
		return false;
	}
	if (req->method == HTTP_METHOD_POST && !form_belongs(c))
		return false;
	return call_person(c, need == NEED_SENT_LINK);
}

void
call_end(struct call *c)
{
	respondent_free(&c->r);
	form_free(&c->form);
	form_free(&c->query);
	link_token_wipe(&c->token);
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

bool
call_person(struct call *c, bool spent_too)
{
	struct survey *s = survey_here();
	enum outcome o = s == NULL ? FAILED :
	    open_link(s, &c->token, c->now, &c->r);

	if (o == FAILED) {
		screen_away(c);
		return false;
	}
	c->has_respondent = o == DONE;
	if (o == DONE && !c->r.spent && c->r.takes_answers)
		return true;
	if (o == DONE && c->r.spent && spent_too)
		return true;
	/* Unknown, too late and spent: one answer. */
	screen_spent(c);
	return false;
}
