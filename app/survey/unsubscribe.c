/*
 * unsubscribe.c - "geen mail meer", by the weaker token of a letter's
 * List-Unsubscribe header: a page for people, and the one POST without a page
 * (RFC 8058), which mail providers send. Neither says whether the token is
 * known, and neither is a refusal: the slip says that no more mail is wanted.
 */
#include <string.h>

#include "actions/ask_unsubscribe.h"
#include "actions/link_token.h"
#include "survey/survey.h"
#include "web/multipart.h"
#include "web/reply.h"

#define ONE_CLICK_NAME "List-Unsubscribe"
#define ONE_CLICK_VALUE "One-Click"
#define ONE_CLICK ONE_CLICK_NAME "=" ONE_CLICK_VALUE

HANDLER int survey_unsubscribe(struct http_request *);

static bool
is(const char *bytes, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(bytes, word, len) == 0;
}

static const char *
type_of(const struct call *c)
{
	const char *type = NULL;

	return http_request_header(c->req, "content-type", &type) ? type : "";
}

/* The exact body of RFC 8058, in either of the two types it may have. */
static bool
is_one_click(const struct call *c, const struct text *body)
{
	struct multipart_field f;

	if (call_is_form(c))
		return is(body->bytes, body->len, ONE_CLICK);
	return multipart_one_field(&f, type_of(c), body->bytes, body->len) &&
	    is(f.name, f.name_len, ONE_CLICK_NAME) &&
	    is(f.value, f.value_len, ONE_CLICK_VALUE);
}

/* A token that is none is treated like any unknown one. */
static void
take_token(struct call *c, const struct form *from)
{
	const struct form_field *u = form_find(from, "u");

	if (u == NULL || !link_token_read(&c->token, u->value, u->value_len))
		memset(&c->token, 0, sizeof(c->token));
	link_token_form(c->form_value, &c->token);
}

static bool
ask(struct call *c, bool chosen)
{
	struct survey *s = survey_here();

	if (s != NULL && ask_unsubscribe(s, &c->token, chosen,
	    c->now) == DONE)
		return true;
	screen_away(c);
	return false;
}

static void
one_click(struct call *c)
{
	static const char said[] = "Geen mail meer: wij verwerken dit.\n";

	take_token(c, &c->query);
	if (ask(c, false))
		reply_bytes(c->req, 200, &(struct reply_bytes){
		    .bytes = said, .len = sizeof(said) - 1,
		    .type = "text/plain; charset=utf-8" });
}

static void
show(struct call *c, int status, struct choice_page *p)
{
	char token[TOKEN_CHARS + 1];

	link_token_print(token, &c->token);
	p->unsubscribe = token;
	show_choice(c, status, p);
	p->unsubscribe = NULL;
}

/* The form of our own page. */
static void
take_choice(struct call *c, struct choice_page *p)
{
	const struct form_field *f = form_find(&c->form, "form");
	const char *what = chosen(c, p);

	take_token(c, &c->form);
	if (f == NULL || form_find(&c->form, "u") == NULL ||
	    !link_token_form_is(&c->token, f->value, f->value_len))
		(void)call_unreadable(c);
	else if (what == NULL)
		show(c, 422, p);
	else if (strcmp(what, "wel_mail") == 0)
		screen_message(c, 200, &(struct message){
		    .title = "Er verandert niets",
		    .lines = { "Alles blijft zoals het was. Had u zich niet "
		    "afgemeld? Dan krijgt u nog mail over deze meting, zolang "
		    "die loopt." } });
	else if (ask(c, true))
		screen_message(c, 200, &(struct message){
		    .title = "Geen mail meer: wij verwerken dit",
		    .lines = { "Een mail die al onderweg is, kan nog "
		    "aankomen.",
		    "U kunt met de link uit uw brief altijd nog meedoen, tot "
		    "de meting sluit. Wilt u toch weer herinneringen? Open "
		    "die link, begin, en kies “Ik doe niet mee”: daar kunt u "
		    "dat zeggen." } });
}

static void
take_post(struct call *c, struct choice_page *p)
{
	struct text body = { 0 };
	bool multipart = strncasecmp(type_of(c), "multipart/form-data",
	    19) == 0;

	if (!call_read_body(c, &body))
		goto out;
	if (is_one_click(c, &body))
		one_click(c);
	else if (call_from_our_page(c) && (multipart ? call_unreadable(c) :
	    call_take_form(c, &body)))
		take_choice(c, p);
out:
	text_free(&body);
}

/* GET, POST /u?u=TOKEN */
int
survey_unsubscribe(struct http_request *req)
{
	struct choice_page page = {
		.path = "/u", .title = "Geen mail meer van deze meting?",
		.question = "Wilt u nog mail over deze meting?",
		.lines = { "U kreeg van ons een brief over een vragenlijst. "
		    "Wilt u geen herinneringen meer? Zeg het hier. U hoeft "
		    "niet te zeggen waarom.",
		    "Bedenkt u zich later? Dan kunt u met de link uit uw "
		    "brief alsnog meedoen, tot de meting sluit." },
		.options = { { "geen_mail", "Nee, stuur mij geen mail meer" },
		    { "wel_mail", "Ja, ik wil mail blijven krijgen" } } };
	struct call c;

	if (call_open(&c, req, CALL_GET | CALL_POST)) {
		if (req->method == HTTP_METHOD_POST) {
			take_post(&c, &page);
		} else {
			take_token(&c, &c.query);
			show(&c, 200, &page);
		}
	}
	call_end(&c);
	return KORE_RESULT_OK;
}
