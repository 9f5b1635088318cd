/*
 * screen.c - what all pages share, and the pages that only say something.
 */
#include <stdio.h>
#include <string.h>

#include "base/harden.h"
#include "base/log.h"
#include "survey/survey.h"
#include "web/reply.h"
#include "web/static.h"

struct template_data *
screen_new(const struct call *c, const char *title, bool fault)
{
	struct template_data *d = template_data_new();
	const struct wave *w = c->has_respondent ? c->r.wave : NULL;
	char full[300];

	if (fault) {
		(void)snprintf(full, sizeof(full), "Fout: %s", title);
		template_set(d, "TITLE", full);
	} else {
		template_set(d, "TITLE", title);
	}
	template_set(d, "CSS", static_name("CSS"));
	template_set(d, "JS", static_name("JS"));
	template_set(d, "ICON", static_name("ICON"));
	if (w != NULL) {
		template_show(d, "REGION");
		template_set(d, "REGION_NAME", w->region_name);
	}
	if (c->after_trial || (w != NULL && w->trial))
		template_show(d, "TRIAL");
	template_set(d, "FORM", c->form_value);
	return d;
}

void
screen_show(struct call *c, int status, const char *file,
    struct template_data *d)
{
	screen_show_sized(c, status, file, d, 0);
}

void
screen_show_sized(struct call *c, int status, const char *file,
    struct template_data *d, size_t size)
{
	struct text html = { 0 };

	if (template_render(file, d, &html) == DONE)
		reply_page(c->req, status, &html, size);
	else
		reply_empty(c->req, 500);
	text_free(&html);
	template_data_free(d);
	/* Templates copy the answers that they are filled with. */
	if (size > 0)
		harden_wipe_freed();
}

static void
set_contact(struct template_data *d, const struct wave *w)
{
	template_set(d, "CONTACT_NAME", w->contact_name);
	template_set(d, "CONTACT_ADDRESS", w->contact_address);
	if (w->contact_phone != NULL)
		template_set(template_section(d, "PHONE"), "CONTACT_PHONE",
		    w->contact_phone);
}

void
screen_message(struct call *c, int status, const struct message *m)
{
	struct template_data *d = screen_new(c, m->title, false);

	template_set(d, "HEAD", m->title);
	for (size_t i = 0; i < sizeof(m->lines) / sizeof(m->lines[0]) &&
	    m->lines[i] != NULL; i++)
		template_set(template_section(d, "LINE"), "LINE_TEXT",
		    m->lines[i]);
	if (m->contact)
		set_contact(template_section(d, "CONTACT"), c->r.wave);
	if (m->go_path != NULL) {
		template_show(d, "GO");
		template_set(d, "GO_PATH", m->go_path);
		template_set(d, "GO_TEXT", m->go_text);
	}
	screen_show(c, status, "message.html", d);
}

void
screen_spent(struct call *c)
{
	/* The same bytes for all, whatever we know of this one. */
	c->has_respondent = false;
	screen_message(c, 410, &(struct message){
	    .title = "Met deze link kunt u niets meer invullen",
	    .lines = { "Hebt u uw antwoorden verstuurd? Dan zijn ze goed "
	    "aangekomen. U hoeft niets meer te doen.",
	    "Opende u een link die niet klopt, of is de meting voorbij? Kijk "
	    "dan nog eens in de laatste mail die u van ons kreeg." } });
}

void
screen_no_cookie(struct call *c)
{
	c->has_respondent = false;
	screen_message(c, 403, &(struct message){
	    .title = "Open de link uit uw mail opnieuw",
	    .lines = { "Deze browser weet niet (meer) welke link u opende. "
	    "Dat is zo als u gestopt bent, als u hebt verstuurd, of als u de "
	    "browser hebt gesloten.",
	    "Hebt u net verstuurd? Dan zijn uw antwoorden goed aangekomen.",
	    "Anders gaat u met de link uit uw mail verder waar u was. Wat u "
	    "had bewaard, is er nog." } });
}

void
screen_away(struct call *c)
{
	c->has_respondent = false;
	http_response_header(c->req, "retry-after", "60");
	screen_message(c, 503, &(struct message){
	    .title = "Het lukt nu even niet",
	    .lines = { "Onze databank is even niet bereikbaar. Wat u eerder "
	    "hebt bewaard, is er nog: er gaat niets verloren.",
	    "Stuurde u net een pagina op? Laat dit venster open, wacht een "
	    "minuut en laad de pagina opnieuw. Uw browser vraagt dan of hij "
	    "het formulier nog een keer mag versturen: dat mag." } });
}

void
screen_problem(struct call *c, const struct problem *why)
{
	if (why->code == PROBLEM_LINK_SPENT) {
		screen_spent(c);
		return;
	}
	screen_message(c, problem_status(why->code), &(struct message){
	    .title = "Dat kan nu niet",
	    .lines = { why->text[0] != '\0' ? why->text :
	    problem_words(why->code) },
	    .go_path = "/verder", .go_text = "Terug naar de vragen" });
}

void
go_to_page(struct call *c, size_t page, bool to_check)
{
	char path[64];

	if (page >= c->r.q->page_count) {
		reply_see_other(c->req, "/controle");
		return;
	}
	(void)snprintf(path, sizeof(path), "/pagina/%zu%s", page + 1,
	    to_check ? "?terug=" WITH_CHECK : "");
	reply_see_other(c->req, path);
}

void
say_goodbye(struct call *c, const char *path)
{
	char with_trial[64];

	/* Nothing but the address can tell the next page that this is only a
	 * trial: the cookie is gone by then. */
	(void)snprintf(with_trial, sizeof(with_trial), "%s%s", path,
	    c->r.wave->trial ? "?" TRIAL_FIELD "=ja" : "");
	reply_forget(c->req, true);
	reply_see_other(c->req, with_trial);
}

void
closing_words(char *out, size_t size, const struct wave *w)
{
	char date[80], hour[40];

	text_date(date, sizeof(date), w->closes_at, true);
	text_clock(hour, sizeof(hour), w->closes_at);
	(void)snprintf(out, size, "%s om %s", date, hour);
}
