/*
 * letter_run.c - the life of a claimed run in memory, and of the way out.
 */
#include "actions/letter_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	slips_forget(&s->slips);
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

bool
letter_run_reminds(const struct letter_run *r)
{
	return strcmp(r->run.kind, "invitation") != 0;
}

bool
letter_run_over(const struct letter_run *r, time_t now)
{
	return letter_run_reminds(r) && now >= r->run.ends_at;
}

void
letter_run_rest(struct letter_run *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct letter_row *row = &r->rows[i];

		if (row->sealed != NULL)
			explicit_bzero(row->sealed, row->sealed_len);
		free(row->sealed);
		row->sealed = NULL;
		row->sealed_len = 0;
	}
}

time_t
lease_end(time_t now)
{
	return now / LEASE_STEP * LEASE_STEP + LEASE_SECONDS;
}

bool
letter_run_kept(const struct letter_run *r, time_t now)
{
	return r->lease_until - now > LEASE_SECONDS / 4;
}

static void
compare(struct letter_run *r, const struct mail_run_kept *kept, size_t count,
    time_t lease)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(kept[i].mail_run_id, r->run.mail_run_id) != 0)
			continue;
		r->run.ends_at = kept[i].ends_at;
		if (lease != 0)
			r->lease_until = lease;
		return;
	}
	r->taken = true;
	log_info("run %s: the lease ran out, and somebody else has the run",
	    r->run.mail_run_id);
}

enum outcome
letter_runs_check(struct db *db, const struct sending *s,
    struct letter_run **runs, size_t count, bool renew, time_t now)
{
	time_t lease = renew ? lease_end(now) : 0;
	struct mail_run_kept *kept = NULL;
	size_t kept_count = 0;
	enum outcome o = renew ?
	    store_mail_run_renew(db, s->by, lease, &kept, &kept_count) :
	    store_mail_run_held(db, s->by, &kept, &kept_count);

	for (size_t i = 0; o == DONE && i < count; i++)
		if (!runs[i]->ended && !runs[i]->taken)
			compare(runs[i], kept, kept_count, lease);
	free(kept);
	return o;
}
