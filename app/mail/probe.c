/*
 * probe.c - the conversation about a letter, step by step, in words. Refuses
 * to repeat an address that a server repeats.
 */
#include "mail/probe.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "mail/line.h"
#include "mail/maildir.h"
#include "mail/message.h"
#include "mail/reply.h"
#include "mail/smtp_letter.h"

#define SILENCE_MS 60000
#define BODY_MS 300000		/* servers look for viruses then */
#define NOTHING_SENT "Er is niets verstuurd."

static const char maildir[] = "maildir:";

struct probe {
	const struct config *config;
	const char *sender, *address;
	const struct text *message;	/* NULL: none is sent */
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
		mail_lines_wait(&p->line, 1, -1, 1000);
	state = mail_line_state(p->line);
	say_open(p, &state);
	if (o == DONE)
		return DONE;
	text_printf(&t, "%s (%s).", what_failed(&state), state.error);
	say(p, false, t.bytes, state.reply);
	text_free(&t);
	return REFUSED;
}

/* What is said, and what is asked with it. */
struct question {
	const char *what;	/* as people call it */
	const struct text said;
	int good;		/* the first digit of the answer */
	int64_t silence;	/* ms to wait for it */
};

/* DONE; ABSENT for 4xx; REFUSED for all else. */
static enum outcome
ask(const struct probe *p, const struct question *q)
{
	int64_t end = clock_steady_ms() + q->silence;
	struct text t = { 0 };
	const char *reply = "";
	enum outcome o;
	int kind = 0;

	mail_line_say(p->line, q->said.bytes, q->said.len);
	while ((o = mail_line_hear(p->line, &reply)) == ABSENT &&
	    clock_steady_ms() < end)
		mail_lines_wait(&p->line, 1, -1, 1000);
	if (o == DONE)
		kind = mail_reply_code(reply) / 100;
	text_printf(&t, "%s: %s.", q->what, kind == q->good ? "aangenomen" :
	    kind == 4 ? "nu niet, later misschien wel" :
	    kind == 5 ? "geweigerd" : "geen antwoord");
	say(p, kind == q->good, t.bytes, reply);
	text_free(&t);
	return kind == q->good ? DONE : kind == 4 ? ABSENT : REFUSED;
}

/* One command; address: NULL when it has none. */
static enum outcome
command(const struct probe *p, const char *verb, const char *address,
    const char *what, int good)
{
	struct text t = { 0 };
	enum outcome o;

	text_printf(&t, address == NULL ? "%s\r\n" : "%s<%s>\r\n", verb,
	    address);
	o = ask(p, &(struct question){ what, t, good, SILENCE_MS });
	text_free(&t);
	return o;
}

/* After the last line only the server knows; a server that says nothing may
 * have taken it. */
static enum outcome
send_body(const struct probe *p)
{
	struct text body = { 0 };
	enum outcome o;

	smtp_letter_body(&body, p->message);
	o = ask(p, &(struct question){ "De brief", body, 2, BODY_MS });
	text_free(&body);
	return o;
}

static enum outcome
talk(const struct probe *p)
{
	enum outcome o = command(p, "MAIL FROM:", p->sender, "De afzender",
	    2);
	bool sent = false;

	if (o == DONE)
		o = command(p, "RCPT TO:", p->address, "De ontvanger", 2);
	if (o == DONE && p->message == NULL)
		o = command(p, "RSET", NULL, "Het terugnemen", 2);
	if (o == DONE && p->message != NULL) {
		o = command(p, "DATA", NULL, "Het begin van de brief", 3);
		sent = o == DONE;
		if (sent)
			o = send_body(p);
	}
	if (!sent)
		p->tell(p->arg, true, NOTHING_SENT);
	return o;
}

static enum outcome
go(struct probe *p)
{
	enum outcome o;

	if (!mail_address_good(p->sender) || !mail_address_good(p->address)) {
		p->tell(p->arg, false, "Dit is geen adres waarheen een brief "
		    "kan.");
		p->tell(p->arg, true, NOTHING_SENT);
		return REFUSED;
	}
	o = mail_line_new(&p->line, p->config);
	if (o != DONE)
		return o;
	o = open_line(p);
	if (o == DONE)
		o = talk(p);
	else
		p->tell(p->arg, true, NOTHING_SENT);
	mail_line_free(p->line);
	return o;
}

enum outcome
mail_probe(const struct config *config, const char *sender,
    const char *address, mail_probe_step *tell, void *arg)
{
	struct probe p = { .config = config, .sender = sender,
	    .address = address, .tell = tell, .arg = arg };

	if (strncmp(config->mail, maildir, strlen(maildir)) == 0) {
		tell(arg, true, "Brieven worden bestanden in een map "
		    "(AOJ_MAIL); er is geen mailserver.");
		return DONE;
	}
	return go(&p);
}

static enum outcome
put_in_folder(const struct config *config, const struct mail_probe_letter *l,
    mail_probe_step *tell, void *arg)
{
	const char *folder = config->mail + strlen(maildir);
	struct text t = { 0 };
	enum outcome o = mail_maildir_open(folder);

	if (o == DONE)
		o = mail_maildir_deliver(folder, l->id, l->message);
	if (o != DONE)
		return o;
	text_printf(&t, "De brief is een bestand in de map %s/new. Er is geen "
	    "mailserver geprobeerd: er is er geen ingesteld (AOJ_MAIL).",
	    folder);
	tell(arg, true, t.bytes);
	text_free(&t);
	return DONE;
}

enum outcome
mail_probe_send(const struct config *config,
    const struct mail_probe_letter *l, mail_probe_step *tell, void *arg)
{
	struct probe p = { .config = config, .sender = l->sender,
	    .address = l->address, .message = l->message, .tell = tell,
	    .arg = arg };

	if (strncmp(config->mail, maildir, strlen(maildir)) == 0)
		return put_in_folder(config, l, tell, arg);
	return go(&p);
}
