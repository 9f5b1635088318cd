/*
 * send_proof.c - says what of the settings a person should know, then sends
 * one letter. Not on the journal and not in the database: it is no letter of
 * the wave's.
 */
#include "actions/send_proof.h"

#include <stdlib.h>
#include <string.h>

#include "actions/check_sending.h"
#include "actions/proof_letter.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/keyfile.h"
#include "domain/invitee.h"
#include "mail/letter.h"
#include "mail/probe.h"
#include "storage/letter_text.h"
#include "storage/wave_work.h"

struct proof {
	const struct config *config;
	const char *address;
	struct wave *wave;		/* owned, as is the next one */
	struct letter_texts texts;
	send_proof_step *tell;
	void *arg;
	struct problem *why;
};

static enum outcome
find(struct proof *p, struct db *db, const char *code)
{
	char wave_id[37];
	enum outcome o = store_wave_work_find(db, code, wave_id);

	if (o == ABSENT)
		return problem_set(p->why, PROBLEM_NAME, "Er is geen meting "
		    "met de naam “%s”.", code);
	if (o == DONE)
		o = store_wave_work_read(db, wave_id, &p->wave);
	if (o == ABSENT)
		o = log_failed("wave %s is gone", wave_id);
	if (o == DONE)
		o = store_letter_texts(db, wave_id, &p->texts);
	return o;
}

static void
tell_sender(const struct proof *p)
{
	struct problem why = { .code = PROBLEM_NONE };
	struct text said = { 0 };
	enum outcome o = check_sender(p->config, p->wave, &said, &why);

	if (said.len > 0)
		said.bytes[said.len - 1] = '\0';	/* its end of line */
	if (o == DONE && said.len == 0)
		p->tell(p->arg, true, "De afzender past bij de link.");
	else
		p->tell(p->arg, false, o == DONE ? said.bytes : why.text);
	text_free(&said);
}

/* Where letters that cannot be delivered go. */
static void
tell_returns(const struct proof *p)
{
	const char *bounces = p->config->bounce_address;

	if (bounces[0] == '\0')
		p->tell(p->arg, false, "Er is geen eigen adres voor brieven "
		    "die terugkomen (AOJ_BOUNCE_ADDRESS): zij komen bij de "
		    "afzender van de meting, met een + in het adres.");
	else
		p->tell(p->arg, true, "Er is een adres voor brieven die "
		    "terugkomen (AOJ_BOUNCE_ADDRESS).");
	if (p->config->bounce_maildir[0] == '\0')
		p->tell(p->arg, false, "Er is geen map met brieven die "
		    "terugkwamen (AOJ_BOUNCE_MAILDIR): de mailserver moet ze "
		    "aan aoj bounce geven.");
	if (strstr(p->config->operator_mail, "@example.") != NULL)
		p->tell(p->arg, false, "Berichten aan medewerkers komen van "
		    "een voorbeeldadres (AOJ_OPERATOR_MAIL).");
}

static enum outcome
send_one(const struct proof *p, const struct text *message)
{
	char sender[PROOF_SENDER_MAX], id[37];
	const struct mail_probe_letter l = { id, sender, p->address,
	    message };
	enum outcome o;

	crypto_uuid(id);
	proof_sender(sender, p->config, p->wave);
	o = mail_probe_send(p->config, &l, p->tell, p->arg);
	if (o == ABSENT)
		return problem_set(p->why, PROBLEM_STATE, "De mailserver nam "
		    "de proefbrief nu niet aan. Bij een echte brief probeert "
		    "aoj-post het later opnieuw.");
	if (o == REFUSED)
		return problem_set(p->why, PROBLEM_STATE, "De mailserver heeft "
		    "de proefbrief niet aangenomen. De laatste stap die fout "
		    "ging, zegt waarom.");
	return o;
}

enum outcome
send_proof(struct db *db, const struct config *config, const char *code,
    const char *typed, time_t now, send_proof_step *tell, void *arg,
    struct problem *why)
{
	struct proof p = { .config = config, .tell = tell, .arg = arg,
	    .why = why };
	struct composed letter = { .subject = { 0 } };
	const char *wrong = "";
	char *address = invitee_address(typed, &wrong);
	enum outcome o;

	p.address = address;
	if (address == NULL)
		return problem_set(why, PROBLEM_FIELD, "“%.100s”: %s", typed,
		    wrong);
	crypto_open();
	mail_letter_open(config->assets);
	o = find(&p, db, code);
	if (o == DONE)
		o = proof_letter(config, p.wave, &p.texts, address, now,
		    &letter, why);
	if (o == DONE) {
		tell_sender(&p);
		o = check_returns(config, p.wave, why);
	}
	if (o == DONE) {
		tell_returns(&p);
		o = send_one(&p, &letter.message);
	}
	composed_free(&letter);
	letter_texts_free(&p.texts);
	wave_free(p.wave);
	free(address);
	return o;
}
