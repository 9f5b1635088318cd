/*
 * probe.c - the conversation before a letter, step by step, in words. Refuses
 * to send anything, and to repeat an address that a server repeats.
 */
#include "mail/probe.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "mail/line.h"
#include "mail/message.h"
#include "mail/reply.h"

#define SILENCE_MS 60000

struct probe {
	const struct config *config;
	const char *sender, *address;
	mail_probe_step *tell;
	void *arg;
	struct mail_line *line;
};

/* A sentence and, where there is one, the server's answer. */
static void
say(const struct probe *p, bool good, const char *sentence, const char *reply)
{
	char kept[MAIL_REPLY_MAX + 1], both[MAIL_REPLY_MAX + 1];
	struct text t = { 0 };

	/* Neither the receiver's name nor the sender's. */
	mail_reply_keep(both, reply, p->address);
	mail_reply_keep(kept, both, p->sender);
	text_puts(&t, sentence);
	if (kept[0] != '\0')
		text_printf(&t, " De server antwoordt: %s", kept);
	p->tell(p->arg, good, t.bytes);
	text_free(&t);
}

static const char *
what_failed(const struct mail_line_state *state)
{
	switch (state->step) {
	case LINE_CONNECT:
		return "Er komt geen verbinding met de mailserver";
	case LINE_HELLO:
		if (state->lacks_tls)
			return "De mailserver biedt geen versleuteling aan, "
			    "en naar een andere computer gaat niets zonder";
		return "De mailserver praat niet zoals het hoort";
	case LINE_TLS:
		return "De versleuteling komt niet tot stand";
	case LINE_USER:
		break;
	}
	return "Het aanmelden lukt niet";
}

/* What went well on the way to an open line, in its order. */
static void
say_open(const struct probe *p, const struct mail_line_state *state)
{
	bool user = state->step == LINE_USER;

	if (state->step > LINE_CONNECT)
		say(p, true, "Er is verbinding met de mailserver.",
		    state->step == LINE_HELLO ? state->reply : "");
	if (state->encrypted)
		say(p, true, "De verbinding is versleuteld.", "");
	else if (mail_line_is_open(p->line))
		say(p, true, "De verbinding is niet versleuteld: de "
		    "mailserver staat op deze computer.", "");
	if (user && mail_line_is_open(p->line))
		say(p, true, "Het aanmelden is gelukt.", state->reply);
	else if (mail_line_is_open(p->line))
		say(p, true, p->config->mail_user[0] == '\0' ?
		    "Er is geen gebruiker ingesteld (AOJ_MAIL_USER)." :
		    "De mailserver vraagt niet om aan te melden.", "");
}

static enum outcome
open_line(const struct probe *p)
{
	struct mail_line_state state;
	struct text t = { 0 };
	enum outcome o;

	mail_line_open(p->line);
	while ((o = mail_line_opening(p->line)) == ABSENT)
		mail_lines_wait(&p->line, 1, 1000);
	state = mail_line_state(p->line);
	say_open(p, &state);
	if (o == DONE)
		return DONE;
	text_printf(&t, "%s (%s).", what_failed(&state), state.error);
	say(p, false, t.bytes, state.reply);
	text_free(&t);
	return REFUSED;
}

/* One command, and whether it is answered with 2xx. */
static bool
ask(const struct probe *p, const char *command, const char *address,
    const char *what)
{
	int64_t end = clock_steady_ms() + SILENCE_MS;
	struct text t = { 0 };
	const char *reply = "";
	enum outcome o;
	int code = 0;

	text_printf(&t, address == NULL ? "%s\r\n" : "%s<%s>\r\n", command,
	    address);
	mail_line_say(p->line, t.bytes, t.len);
	while ((o = mail_line_hear(p->line, &reply)) == ABSENT &&
	    clock_steady_ms() < end)
		mail_lines_wait(&p->line, 1, 1000);
	if (o == DONE)
		code = mail_reply_code(reply);
	text_clear(&t);
	text_printf(&t, "%s: %s.", what, code / 100 == 2 ? "aangenomen" :
	    code / 100 == 4 ? "nu niet, later misschien wel" :
	    code / 100 == 5 ? "geweigerd" : "geen antwoord");
	say(p, code / 100 == 2, t.bytes, reply);
	text_free(&t);
	return code / 100 == 2;
}

static enum outcome
talk(const struct probe *p)
{
	enum outcome o = DONE;

	if (!ask(p, "MAIL FROM:", p->sender, "De afzender") ||
	    !ask(p, "RCPT TO:", p->address, "De ontvanger"))
		o = REFUSED;
	if (o == DONE && !ask(p, "RSET", NULL, "Het terugnemen"))
		o = REFUSED;
	p->tell(p->arg, true, "Er is niets verstuurd.");
	return o;
}

enum outcome
mail_probe(const struct config *config, const char *sender,
    const char *address, mail_probe_step *tell, void *arg)
{
	struct probe p = { config, sender, address, tell, arg, NULL };
	enum outcome o;

	if (strncmp(config->mail, "maildir:", 8) == 0) {
		tell(arg, true, "Brieven worden bestanden in een map "
		    "(AOJ_MAIL); er is geen mailserver.");
		return DONE;
	}
	if (!mail_address_good(sender) || !mail_address_good(address)) {
		tell(arg, false, "Dit is geen adres waarheen een brief kan.");
		tell(arg, true, "Er is niets verstuurd.");
		return REFUSED;
	}
	o = mail_line_new(&p.line, config);
	if (o != DONE)
		return o;
	o = open_line(&p);
	if (o == DONE)
		o = talk(&p);
	else
		tell(arg, true, "Er is niets verstuurd.");
	mail_line_free(p.line);
	return o;
}
