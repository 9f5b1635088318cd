/*
 * check_sending.c - the questions before a start. What only time can mend (a
 * receiver that is put off, 4xx) stops nothing. A server that is away does:
 * nothing is lost by starting a little later, and much by a start whose
 * letters nobody gets. There is no way around it but a server that works.
 *
 * The password of the mail server is post's. Where it is not (an office on a
 * machine of its own) the server is not asked, and that is said.
 */
#include "actions/check_sending.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "actions/proof_letter.h"
#include "crypto/verp.h"
#include "mail/line.h"
#include "mail/probe.h"
#include "mail/sender_domain.h"

enum outcome
check_sender(const struct config *config, const struct wave *w,
    struct text *said, struct problem *why)
{
	const char *at = strrchr(w->sender_address, '@');
	const char *domain = at == NULL ? w->sender_address : at + 1;
	char host[256];

	if (mail_sender_domain(w->sender_address, w->link_base,
	    config->sender_domains) != SENDER_FOREIGN)
		return DONE;
	mail_link_host(host, w->link_base);
	if (w->trial) {
		text_printf(said, "Let op: de brieven komen van %s, en de link "
		    "gaat naar %s. In een echte meting mag dat niet zomaar "
		    "(AOJ_SENDER_DOMAINS).\n", domain, host);
		return DONE;
	}
	return problem_set(why, PROBLEM_FIELD, "De brieven komen van %s, maar "
	    "de link gaat naar %s. Zo ziet bedrog eruit: mensen en "
	    "mailservers vertrouwen het niet. Geef de meting een afzender van "
	    "hetzelfde domein. Is dit toch goed, zet dan %s in "
	    "AOJ_SENDER_DOMAINS.", domain, host, domain);
}

enum outcome
check_returns(const struct config *config, const struct wave *w,
    struct problem *why)
{
	if (config->bounce_address[0] != '\0' ||
	    crypto_verp_fits(w->sender_address))
		return DONE;
	return problem_set(why, PROBLEM_FIELD, "Een brief die niet aankomt, "
	    "moet terugkomen op een adres waarin staat welke brief het is. In "
	    "%s is daar geen plaats voor: er staan meer dan %d tekens voor de "
	    "@. Zet in AOJ_BOUNCE_ADDRESS een adres met hoogstens %d tekens "
	    "voor de @, of geef de meting een kortere afzender.",
	    w->sender_address, VERP_LOCAL_MAX, VERP_LOCAL_MAX);
}

/* The last step that did not go well. */
static void
on_step(void *arg, bool good, const char *sentence)
{
	struct text *last = arg;

	if (good)
		return;
	text_clear(last);
	text_puts(last, sentence);
}

static bool
lacks_password(const struct config *config)
{
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/%s", config->secrets,
	    MAIL_PASSWORD);
	return config->mail_user[0] != '\0' && access(path, R_OK) != 0;
}

enum outcome
check_server(const struct config *config, const struct wave *w,
    struct text *said, struct problem *why)
{
	char sender[PROOF_SENDER_MAX];
	struct text last = { 0 };
	enum outcome o;

	if (lacks_password(config)) {
		text_printf(said, "Let op: of de mailserver brieven aanneemt, "
		    "is niet nagegaan. Het wachtwoord (%s) is hier niet. "
		    "Probeer het met aoj post check %s, op de computer van "
		    "aoj-post.\n", MAIL_PASSWORD, w->code);
		return DONE;
	}
	proof_sender(sender, config, w);
	o = mail_probe(config, sender, w->contact_address, on_step, &last);
	if (o == ABSENT) {
		text_printf(said, "Let op: de mailserver nam een proef naar "
		    "het contactadres van de meting niet meteen aan. %s\n",
		    last.bytes);
		o = DONE;
	} else if (o == REFUSED) {
		(void)problem_set(why, PROBLEM_STATE, "De mailserver zou de "
		    "brieven niet aannemen (geprobeerd naar het contactadres "
		    "van de meting). %s Er is niets gestart en niets "
		    "verstuurd. Probeer het later opnieuw, of zoek het uit met "
		    "aoj post check %s.", last.bytes, w->code);
	}
	text_free(&last);
	return o;
}
