/*
 * check.c - all answers on one page, and sending them.
 */
#include <stdio.h>
#include <string.h>

#include "actions/cast_ballot.h"
#include "actions/link_token.h"
#include "base/log.h"
#include "survey/page_size.h"
#include "survey/survey.h"
#include "web/reply.h"

HANDLER int survey_check(struct http_request *);
HANDLER int survey_send(struct http_request *);

/* An answer in words; empty when it was not given. */
static void
in_words(struct text *out, const struct question *q, const struct answer *a)
{
	bool first = true;

	if (!a->given)
		return;
	switch (q->type) {
	case QUESTION_ONE:
		if (a->choice < q->option_count)
			text_puts(out, q->options[a->choice].label);
		else
			text_printf(out, "%s: %s", q->other_label,
			    a->text == NULL ? "" : a->text);
		break;
	case QUESTION_SEVERAL:
		for (size_t i = 0; i < q->option_count; i++) {
			if (!a->chosen[i])
				continue;
			text_printf(out, "%s%s", first ? "" : ", ",
			    q->options[i].label);
			first = false;
		}
		break;
	case QUESTION_MARK:
		text_printf(out, "%d", a->mark);
		break;
	case QUESTION_SHORT:
	case QUESTION_LONG:
		text_puts(out, a->text);
		break;
	}
}

/* The longest that in_words can make of a question in HTML. */
static void
in_widest_words(struct text *out, const struct question *q)
{
	size_t longest = 0, len;

	for (size_t i = 0; i < q->option_count; i++) {
		len = strlen(q->options[i].label);
		longest = len > longest ? len : longest;
	}
	if (q->type == QUESTION_ONE && q->other_label != NULL) {
		text_printf(out, "%s: ", q->other_label);
		widest_text(out, q);
	}
	for (size_t i = 0; i < q->option_count; i++)
		if (q->type == QUESTION_SEVERAL ||
		    strlen(q->options[i].label) == longest)
			text_printf(out, ", %s", q->options[i].label);
	if (q->type == QUESTION_MARK)
		text_puts(out, "10");
	if (q->type == QUESTION_SHORT || q->type == QUESTION_LONG)
		widest_text(out, q);
}

static void
part(struct template_data *d, const struct call *c, size_t page, bool widest)
{
	const struct page *p = &c->r.q->pages[page];
	struct template_data *s = template_section(d, "PART");
	struct text words = { 0 };

	template_set_number(s, "NUMBER", (long)page + 1);
	template_set(s, "PAGE_TITLE", p->title);
	for (size_t i = 0; i < p->question_count; i++) {
		size_t n = p->first_question + i;
		struct template_data *a;

		if (!widest && !answers_asked(c->r.answers, n))
			continue;
		a = template_section(s, "ANSWER");
		template_set(a, "TEXT", c->r.q->questions[n].text);
		text_clear(&words);
		if (widest)
			in_widest_words(&words, &c->r.q->questions[n]);
		else
			in_words(&words, &c->r.q->questions[n],
			    &c->r.answers->list[n]);
		if (widest || words.len == 0)
			template_show(a, "EMPTY");
		if (words.len > 0)
			template_set(template_section(a, "VALUE"),
			    "VALUE_TEXT", words.bytes);
	}
	text_free(&words);
}

static struct template_data *
check_data(const struct call *c, bool bad, bool widest)
{
	struct template_data *d = screen_new(c, "Kijk uw antwoorden na", bad);
	char closes[140], token[TOKEN_CHARS + 1];
	size_t last = 0;

	closing_words(closes, sizeof(closes), c->r.wave);
	template_set(d, "CLOSES", closes);
	link_token_print(token, &c->token);
	template_set(d, "TOKEN", token);
	for (size_t i = 0; i < c->r.q->page_count; i++)
		if (widest || answers_page_asked(c->r.answers, i)) {
			part(d, c, i, widest);
			last = i;
		}
	template_set_number(d, "LAST", (long)last + 1);
	if (bad) {
		struct template_data *s = template_section(d, "FAULTS");

		template_set(s, "FAULT_HEAD", "Er is nog één ding nodig");
		template_set(s, "FAULT_ID", "akkoord");
		template_set(s, "FAULT_TEXT", "Zet een vinkje bij “Ja, ik wil "
		    "mijn antwoorden versturen”.");
		template_set(d, "BAD_TEXT", "Zet hier een vinkje als u wilt "
		    "versturen.");
		template_show(d, "BAD");
	}
	return d;
}

struct template_data *
widest_check(const struct call *c)
{
	return check_data(c, true, true);
}

static void
show_check(struct call *c, int status)
{
	size_t size = page_size(c, c->r.q->page_count);

	screen_show_sized(c, status, "check.html", check_data(c,
	    status != 200, false), size);
}

/* GET /controle */
int
survey_check(struct http_request *req)
{
	struct page_faults faults = { 0 };
	struct call c;
	size_t bad = 0;

	if (call_begin(&c, req, CALL_GET, NEED_LINK)) {
		if (answers_complete(c.r.answers, &bad, &faults) == DONE)
			show_check(&c, 200);
		else
			go_to_page(&c, bad, true);
	}
	page_faults_free(&faults);
	call_end(&c);
	return KORE_RESULT_OK;
}

static void
thank(struct call *c)
{
	say_goodbye(c, "/bedankt");
}

/* The answer to "Versturen" is the only receipt a person gets: it never says
 * that something arrived when this request stored nothing. */
static void
show_too_late(struct call *c)
{
	char closed[140], line[400];

	closing_words(closed, sizeof(closed), c->r.wave);
	(void)snprintf(line, sizeof(line), "De vragenlijst sloot op %s. Wie "
	    "toen al bezig was, kon tot een half uur daarna versturen. Dat "
	    "half uur is nu ook voorbij.", closed);
	screen_message(c, problem_status(PROBLEM_TOO_LATE), &(struct message){
	    .title = "Uw antwoorden zijn niet verstuurd: het was te laat",
	    .lines = { line, "Wat u had ingevuld, telt niet mee en wordt bij "
	    "het tellen gewist. Dat spijt ons." }, .contact = true });
}

/* No link that is known: withdrawn, counted since, or none at all. */
static void
show_not_sent(struct call *c)
{
	screen_message(c, 410, &(struct message){
	    .title = "Er is nu niets verstuurd",
	    .lines = { "Met deze link kunt u niets (meer) versturen. Misschien "
	    "is de meting voorbij, of kreeg u later een nieuwe link.",
	    "Zag u eerder de pagina “Bedankt!”? Dan zijn uw antwoorden toen "
	    "aangekomen. Anders kijkt u nog eens in de laatste mail die u van "
	    "ons kreeg: daarin staat ook bij wie u terechtkunt." } });
}

/* The link is right, but this browser has lost its cookie. */
static void
show_not_sent_yet(struct call *c)
{
	screen_message(c, 403, &(struct message){
	    .title = "Uw antwoorden zijn nog niet verstuurd",
	    .lines = { "Deze browser weet niet meer welke link u opende. Dat "
	    "is zo als u de browser hebt gesloten, of in een ander venster "
	    "bent gestopt.",
	    "Open de link uit uw mail opnieuw. Wat u had bewaard, is er nog. "
	    "Kijk het na en druk nog een keer op “Versturen”." } });
}

static void
send_answers(struct call *c)
{
	const struct form_field *yes = form_find(&c->form, "akkoord");
	struct page_faults faults = { 0 };
	struct problem why = { PROBLEM_NONE, "" };
	size_t bad = 0;

	/* A robot that presses the only button gets the question back. */
	if (yes == NULL || strcmp(yes->value, "ja") != 0) {
		if (answers_complete(c->r.answers, &bad, &faults) == DONE)
			show_check(c, 422);
		else
			go_to_page(c, bad, true);
		page_faults_free(&faults);
		return;
	}
	switch (cast_ballot(survey_here(), &c->r, c->now, &faults, &why)) {
	case DONE:
		thank(c);
		break;
	case REFUSED:
		if (why.code == PROBLEM_TOO_LATE)
			show_too_late(c);
		else
			go_to_page(c, c->r.page, true);
		break;
	default:
		screen_away(c);
		break;
	}
	page_faults_free(&faults);
}

/* POST /versturen: once, however often it is pressed, and also when the first
 * answer has taken the cookie away already. */
int
survey_send(struct http_request *req)
{
	struct call c;

	if (call_begin(&c, req, CALL_POST, NEED_ANY_LINK)) {
		if (!c.has_respondent)
			show_not_sent(&c);
		else if (c.r.spent)
			thank(&c);
		else if (!c.r.takes_answers)
			show_too_late(&c);
		else if (c.token_from_form)
			show_not_sent_yet(&c);
		else
			send_answers(&c);
	}
	call_end(&c);
	return KORE_RESULT_OK;
}
