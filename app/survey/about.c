/*
 * about.c - the pages about the service: who can see what (from the wave's
 * real settings), privacy, accessibility, contact; the pages that say goodbye;
 * static files; and whatever does not exist.
 */
#include <stdio.h>
#include <string.h>

#include "actions/link_token.h"
#include "base/log.h"
#include "survey/survey.h"
#include "web/reply.h"
#include "web/static.h"
#include "web/wipe.h"

HANDLER int survey_who(struct http_request *);
HANDLER int survey_privacy(struct http_request *);
HANDLER int survey_accessibility(struct http_request *);
HANDLER int survey_contact(struct http_request *);
HANDLER int survey_thanks(struct http_request *);
HANDLER int survey_stopped(struct http_request *);
HANDLER int survey_goodbye(struct http_request *);
HANDLER int survey_static(struct http_request *);
HANDLER int survey_home(struct http_request *);
HANDLER int survey_missing(struct http_request *);

/* The person behind the link, if there is one who may still answer. False
 * when the database is away: a general page does not need it. */
static void
look_up(struct call *c)
{
	struct survey *s;

	if (!c->has_token || (s = survey_here()) == NULL)
		return;
	if (look_at_link(s, &c->token, c->now, &c->r) != DONE)
		return;
	c->has_respondent = !c->r.spent && c->r.takes_answers;
}

static void
show_about(struct call *c, const char *title, const char *file, bool cookie)
{
	const struct config *config = survey_config();
	struct template_data *d = screen_new(c, title, false), *w;
	const struct wave *wave;
	char token[TOKEN_CHARS + 1], keep[32];

	template_set(d, "OPERATOR_NAME", config->operator_name);
	template_set(d, "OPERATOR_MAIL", config->operator_mail);
	template_show(d, c->has_respondent && c->r.wave->remind_all ?
	    "REMIND_ALL" : "REMIND_SOME");
	if (!c->has_respondent) {
		template_show(d, "NO_WAVE");
		screen_show(c, 200, file, d);
		return;
	}
	if (cookie) {
		template_show(d, "BACK");
	} else {
		link_token_print(token, &c->token);
		template_set(template_section(d, "START"), "TOKEN", token);
	}
	wave = c->r.wave;
	/* Shown in several places: the values belong to the whole page. */
	template_show(d, "WAVE");
	w = d;
	template_set(w, "COMMISSIONER", wave->commissioner);
	template_set(w, "RESEARCHER", wave->researcher);
	(void)snprintf(keep, sizeof(keep), "%d %s", wave->keep_contacts,
	    wave->keep_contacts == 1 ? "maand" : "maanden");
	template_set(w, "KEEP_CONTACTS", keep);
	template_set(w, "GROUP_NAME", c->r.group->name);
	template_set_number(w, "INVITED", c->r.group->invited);
	template_set_number(w, "THRESHOLD", wave->threshold);
	template_set(w, "FINGERPRINT", wave->fingerprint);
	template_set_number(w, "HOLDERS_NEEDED", wave->holders_needed);
	template_set_number(w, "HOLDER_COUNT", (long)wave->holder_count);
	template_set(w, "CONTACT_NAME", wave->contact_name);
	template_set(w, "CONTACT_ADDRESS", wave->contact_address);
	if (wave->contact_phone != NULL)
		template_set(template_section(d, "PHONE"), "CONTACT_PHONE",
		    wave->contact_phone);
	for (size_t i = 0; i < wave->holder_count; i++) {
		struct template_data *h = template_section(d, "HOLDER");

		template_set(h, "HOLDER_NAME", wave->holders[i]);
		if (i + 1 < wave->holder_count)
			template_show(h, "MORE_HOLDERS");
	}
	screen_show(c, 200, file, d);
}

static int
about(struct http_request *req, const char *title, const char *file)
{
	struct call c;
	bool cookie;

	if (call_begin(&c, req, CALL_GET | CALL_POST, NEED_NOTHING)) {
		cookie = c.has_token;
		/* From the start page: no cookie yet, the link in the form. */
		if (req->method == HTTP_METHOD_POST)
			cookie = !call_token_from_form(&c) && cookie;
		look_up(&c);
		show_about(&c, title, file, cookie);
	}
	call_end(&c);
	return KORE_RESULT_OK;
}

int
survey_who(struct http_request *req)
{
	return about(req, "Wie kan wat zien?", "who.html");
}

int
survey_privacy(struct http_request *req)
{
	return about(req, "Privacy", "privacy.html");
}

int
survey_accessibility(struct http_request *req)
{
	return about(req, "Toegankelijkheid", "accessibility.html");
}

int
survey_contact(struct http_request *req)
{
	return about(req, "Contact", "contact.html");
}

static int
say(struct http_request *req, int status, const struct message *m)
{
	struct call c;

	if (call_begin(&c, req, CALL_GET, NEED_NOTHING)) {
		c.after_trial = form_find(&c.query, TRIAL_FIELD) != NULL;
		screen_message(&c, status, m);
	}
	call_end(&c);
	return KORE_RESULT_OK;
}

int
survey_thanks(struct http_request *req)
{
	static const struct message m = {
		.title = "Bedankt!",
		.lines = { "Uw antwoorden zijn verstuurd en zitten op slot. U "
		    "hoeft nu niets meer te doen.",
		    "Ze worden pas na afloop geopend, samen met alle andere, "
		    "door elkaar en zonder uw naam. Daarna hoort u van de "
		    "opdrachtgever wat eruit komt.",
		    "Zit u op een computer die anderen ook gebruiken? Sluit "
		    "dan nu dit venster." } };

	return say(req, 200, &m);
}

int
survey_stopped(struct http_request *req)
{
	static const struct message m = {
		.title = "Tot later",
		.lines = { "Wat u hebt ingevuld, is bewaard en zit op slot.",
		    "Open de link uit uw mail opnieuw om verder te gaan. Dat "
		    "kan op elk apparaat.",
		    "In deze browser is niets achtergebleven." } };

	return say(req, 200, &m);
}

int
survey_goodbye(struct http_request *req)
{
	static const struct message m = {
		.title = "Dank u, we weten het",
		.lines = { "U krijgt over deze meting geen mail meer.",
		    "Bedenkt u zich? Open dan de link uit uw mail opnieuw. Dat "
		    "kan tot de meting sluit." } };

	return say(req, 200, &m);
}

/* GET / */
int
survey_home(struct http_request *req)
{
	static const struct message m = {
		.title = "Monitor Aansluiting Onderwijs–Jeugdhulp",
		.lines = { "Deze vragenlijst vult u in met uw persoonlijke "
		    "link. Die staat in de mail die u van ons kreeg.",
		    "Geen mail gekregen? Kijk ook bij de ongewenste mail, of "
		    "vraag het aan degene die bij u de meting regelt." } };

	return say(req, 200, &m);
}

/* GET /s/NAME */
int
survey_static(struct http_request *req)
{
	bool get = req->method == HTTP_METHOD_GET ||
	    req->method == HTTP_METHOD_HEAD;

	if (!get || !static_reply(req, req->path + strlen("/s/")))
		return survey_missing(req);
	/* The browser sent its cookie. */
	wipe_request(req);
	return KORE_RESULT_OK;
}

/* Whatever the method. */
int
survey_missing(struct http_request *req)
{
	struct call c = { .req = req };

	screen_message(&c, 404, &(struct message){
	    .title = "Deze pagina bestaat niet",
	    .lines = { "Open de link uit uw mail. Van daar komt u overal "
	    "waar u moet zijn." } });
	wipe_request(req);
	return KORE_RESULT_OK;
}
