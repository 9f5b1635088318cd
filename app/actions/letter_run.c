/*
 * letter_run.c - the life of a claimed run in memory, and of the way out.
 */
#include "actions/letter_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/keyfile.h"
#include "crypto/verp.h"
#include "mail/letter.h"

/* "host-journal-chance": runs that a process left are taken up by those who
 * have its journal, and who differ from it in the last eight characters only.
 * The host's name alone is for people to read. */
static enum outcome
claimant(struct sending *s)
{
	char host[64], name[JOURNAL_NAME_MAX];
	enum outcome o = journal_name(name, s->journal);

	if (o != DONE)
		return o;
	if (gethostname(host, sizeof(host)) != 0)
		text_copy(host, sizeof(host), "host");
	host[sizeof(host) - 1] = '\0';
	(void)snprintf(s->by, sizeof(s->by), "%s-%s-%08x", host, name,
	    crypto_random_below(UINT32_MAX));
	return DONE;
}

enum outcome
sending_open(struct sending **out, const struct config *config)
{
	struct sending *s = calloc(1, sizeof(*s));
	enum outcome o;

	if (s == NULL)
		die("out of memory");
	crypto_open();
	s->config = config;
	s->rates = mail_rates_new(config->mail_rate,
	    config->mail_domain_rate);
	mail_letter_open(config->assets);
	s->mac_key = crypto_secret_new(MAC_KEY_BYTES);
	o = crypto_key_make(s->mac_key, MAC_KEY_BYTES, config->secrets,
	    MAC_KEY_NAME);
	if (o == DONE)
		o = journal_folder(s->journal, config);
	if (o == DONE)
		o = claimant(s);
	if (o == DONE)
		o = mail_open(&s->mailer, config);
	if (o == DONE)
		*out = s;
	else
		sending_close(s);
	return o;
}

void
sending_close(struct sending *s)
{
	if (s == NULL)
		return;
	mail_close(s->mailer);
	crypto_secret_free(s->mac_key);
	ballots_forget(&s->cast);
	wave_free(s->wave);
	mail_rates_free(s->rates);
	free(s);
}

void
sending_rest(struct sending *s)
{
	mail_hang_up(s->mailer);
}

void
letter_run_free(struct letter_run *r)
{
	if (r == NULL)
		return;
	journal_close(r->journal);
	free(r->source);
	mail_letter_forms_free(&r->forms);
	wave_free(r->wave);
	crypto_secret_free(r->link_key);
	crypto_secret_free(r->contact_key);
	store_letters_free(r->rows, r->count);
	free(r->letters);
	free(r->blocks);
	free(r);
}

time_t
letter_run_next(const struct letter_run *r)
{
	time_t keep = r->lease_until - LEASE_SECONDS / 2;

	return r->next_try < keep ? r->next_try : keep;
}

bool
letter_run_kept(const struct letter_run *r, time_t now)
{
	return r->lease_until - now > LEASE_SECONDS / 2;
}

enum outcome
letter_run_keep(struct db *db, const struct sending *s, struct letter_run *r,
    time_t now)
{
	enum outcome o;

	if (letter_run_kept(r, now))
		return DONE;
	o = store_mail_run_renew(db, r->run.mail_run_id, s->by,
	    now + LEASE_SECONDS);
	if (o == DONE)
		r->lease_until = now + LEASE_SECONDS;
	if (o == REFUSED)
		log_info("run %s: the lease ran out, and somebody else has "
		    "the run", r->run.mail_run_id);
	return o;
}
