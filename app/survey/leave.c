/*
 * leave.c - "Dit is niet de lijst voor mij" and "Ik doe niet mee": a choice
 * that is not made beforehand, and always a way back.
 */
#include <stdio.h>
#include <string.h>

#include "actions/ask_unsubscribe.h"
#include "actions/refuse_invitation.h"
#include "actions/save_page.h"
#include "survey/survey.h"
#include "web/reply.h"

HANDLER int survey_decline(struct http_request *);
HANDLER int survey_other_list(struct http_request *);

static void
refuse(struct call *c, bool not_eligible)
{
	struct problem why = { PROBLEM_NONE, "" };

	switch (refuse_invitation(survey_here(), &c->r, not_eligible, c->now,
	    &why)) {
	case DONE:
		say_goodbye(c, "/tot-ziens");
		break;
	case FAILED:
		screen_away(c);
		break;
	default:
		/* Only in the half hour after closing does one come here. */
		screen_message(c, 409, &(struct message){
		    .title = "U hoeft niets te doen",
		    .lines = { "De meting is al gesloten. U krijgt er geen "
		    "mail meer over." },
		    .go_path = "/verder",
		    .go_text = "Terug naar de vragen" });
		break;
	}
}

/* An option that stands there for who asked for no more mail. */
static bool
offer_mail(struct call *c, struct choice_page *page)
{
	bool stopped = false;

	if (stop_request_stands(survey_here(), &c->r, &stopped) != DONE) {
		screen_away(c);
		return false;
	}
	if (stopped)
		page->options[2] = (struct option){ "weer_mail",
		    "Ja, ik doe mee. Ik had mij afgemeld, maar wil toch weer "
		    "herinneringen" };
	return true;
}

static void
mail_again(struct call *c)
{
	if (undo_unsubscribe(survey_here(), &c->r, c->now) == DONE)
		reply_see_other(c->req, "/verder");
	else
		screen_away(c);
}

/* GET, POST /niet-meedoen */
int
survey_decline(struct http_request *req)
{
	struct choice_page page = {
		.path = "/niet-meedoen", .title = "Ik doe niet mee",
		.question = "Wilt u meedoen?",
		.lines = { "Meedoen is vrijwillig. Als u niet meedoet, krijgt "
		    "u over deze meting geen mail meer. U hoeft niet te zeggen "
		    "waarom.",
		    "Bedenkt u zich later? Dan kunt u met de link uit uw mail "
		    "alsnog meedoen, tot de meting sluit." },
		.options = { { "niet_meedoen", "Nee, ik doe niet mee" },
		    { "toch_wel", "Ja, ik doe toch mee" } },
		.can_go_back = true };
	const char *what;
	struct call c;

	if (call_begin(&c, req, CALL_GET | CALL_POST, NEED_LINK) &&
	    offer_mail(&c, &page)) {
		what = chosen(&c, &page);
		if (req->method != HTTP_METHOD_POST)
			show_choice(&c, 200, &page);
		else if (what == NULL)
			show_choice(&c, 422, &page);
		else if (strcmp(what, "toch_wel") == 0)
			reply_see_other(req, "/verder");
		else if (strcmp(what, "weer_mail") == 0)
			mail_again(&c);
		else
			refuse(&c, false);
	}
	call_end(&c);
	return KORE_RESULT_OK;
}

static void
turn_to_other(struct call *c)
{
	struct problem why = { PROBLEM_NONE, "" };

	switch (switch_questionnaire(survey_here(), &c->r, c->now, &why)) {
	case DONE:
		go_to_page(c, 0, false);
		break;
	case REFUSED:
		screen_problem(c, &why);
		break;
	default:
		screen_away(c);
		break;
	}
}

/* GET, POST /niet-mijn-lijst */
int
survey_other_list(struct http_request *req)
{
	struct choice_page page = {
		.path = "/niet-mijn-lijst",
		.title = "Dit is niet de lijst voor mij",
		.question = "Wat geldt voor u?",
		.can_go_back = true };
	const struct questionnaire *other;
	const char *what;
	char label[300], now[300];
	size_t n = 0;
	struct call c;

	if (call_begin(&c, req, CALL_GET | CALL_POST, NEED_LINK)) {
		(void)snprintf(now, sizeof(now), "U vult nu in: “%s”. De lijst "
		    "uitvoering is voor mensen die met kinderen en ouders "
		    "werken. De lijst beleid is voor mensen die beleid maken "
		    "of leidinggeven.", c.r.q->title);
		page.lines[0] = now;
		other = wave_other_questionnaire(c.r.wave, c.r.q->code);
		if (other != NULL) {
			(void)snprintf(label, sizeof(label), "De andere lijst "
			    "past beter bij mij: “%s”. Wat ik op deze lijst "
			    "heb ingevuld, vervalt.", other->title);
			page.options[n++] = (struct option){ "andere_lijst",
			    label };
		}
		page.options[n++] = (struct option){ "niet_doelgroep",
		    "Ik hoor niet bij de doelgroep: mijn werk gaat hier niet "
		    "over" };
		page.options[n] = (struct option){ "deze_lijst",
		    "Deze lijst past toch bij mij" };
		what = chosen(&c, &page);
		if (req->method != HTTP_METHOD_POST)
			show_choice(&c, 200, &page);
		else if (what == NULL)
			show_choice(&c, 422, &page);
		else if (strcmp(what, "andere_lijst") == 0)
			turn_to_other(&c);
		else if (strcmp(what, "deze_lijst") == 0)
			reply_see_other(req, "/verder");
		else
			refuse(&c, true);
	}
	call_end(&c);
	return KORE_RESULT_OK;
}
