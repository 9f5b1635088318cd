/*
 * claim_run.c - claims a run with a lease and takes up its journal. The
 * journal's lock is taken before the claim is committed: whoever finds a
 * claimed run with an unlocked journal knows that its process is dead.
 */
#include "actions/claim_run.h"

#include <stdlib.h>
#include <string.h>

#include "actions/read_link_key.h"
#include "actions/run_journal.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"
#include "storage/letter_text.h"
#include "storage/wave_work.h"

/* Journals that a settled run left behind say nothing any more. */
static enum outcome
tidy(struct db *db, const struct sending *s, const struct text *orphans)
{
	char (*settled)[37] = NULL;
	size_t count = 0;
	enum outcome o;

	if (strcmp(orphans->bytes, "{}") == 0)
		return DONE;
	o = store_mail_run_settled(db, orphans, &settled, &count);
	for (size_t i = 0; o == DONE && i < count; i++)
		journal_forget(s->journal, settled[i]);
	free(settled);
	return o;
}

static enum outcome
take_journal(struct letter_run *r, const struct sending *s,
    struct journal_list *seen)
{
	/* A lock of this process stands in its own way too. */
	journal_list_free(seen);
	return journal_open(&r->journal, s->journal, r->run.mail_run_id);
}

/* Inside a transaction. */
static enum outcome
claim(struct db *db, const struct sending *s, const struct text *waves,
    time_t now, struct letter_run *r)
{
	struct journal_list seen = { 0 };
	struct text orphans = { 0 }, busy = { 0 };
	struct mail_run_claim what = {
		.by = s->by, .now = now, .until = lease_end(now),
		.waves = waves, .orphans = &orphans, .busy = &busy,
	};
	enum outcome o = journal_list(s->journal, &seen);

	for (size_t i = 0; i < seen.count; i++)
		db_array_add(seen.list[i].lock >= 0 ? &orphans : &busy,
		    seen.list[i].run_id);
	db_array_end(&orphans);
	db_array_end(&busy);
	if (o == DONE)
		o = tidy(db, s, &orphans);
	if (o == DONE)
		o = store_mail_run_claim(db, &what, &r->run);
	if (o == DONE)
		o = take_journal(r, s, &seen);
	journal_list_free(&seen);
	text_free(&orphans);
	text_free(&busy);
	r->lease_until = lease_end(now);
	return o;
}

/* What is known of the run's wave already, and its keys. */
static enum outcome
read_keys(struct letter_run *r, const struct sending *s,
    const struct wave_work *waves, size_t count, struct problem *why)
{
	enum outcome o = ABSENT;

	r->link_key = crypto_secret_new(LINK_KEY_BYTES);
	r->contact_key = crypto_secret_new(CONTACT_KEY_BYTES);
	for (size_t i = 0; i < count; i++)
		if (strcmp(waves[i].wave_id, r->run.wave_id) == 0) {
			r->plan = waves[i].plan;
			o = read_link_key(r->link_key, s->config, &waves[i],
			    why);
		}
	REQUIRE(o != ABSENT);
	if (o == DONE)
		o = read_contact_key(r->contact_key, s->config,
		    r->run.wave_id, why);
	return o;
}

/* After the claim, from when on texts of this kind are fixed. */
static enum outcome
load_text(struct db *db, struct letter_run *r)
{
	struct letter_texts texts = { 0 };
	const struct letter_text *own;
	enum outcome o = store_letter_texts(db, r->run.wave_id, &texts);

	own = letter_text_of(&texts, r->run.kind, r->run.function_group);
	if (o == DONE && own != NULL) {
		r->source = strdup(own->source);
		if (r->source == NULL)
			die("out of memory");
	}
	letter_texts_free(&texts);
	return o;
}

static enum outcome
load(struct db *db, struct sending *s, struct letter_run *r)
{
	size_t *order;
	enum outcome o = store_wave_work_keep(db, r->run.wave_id, &s->wave);

	if (o == ABSENT)
		return log_failed("wave %s is gone", r->run.wave_id);
	if (o != DONE)
		return o;
	r->wave = wave_share(s->wave);
	o = load_text(db, r);
	if (o == DONE)
		o = store_letters(db, r->run.mail_run_id, &r->rows, &r->count);
	if (o != DONE)
		return o;
	order = calloc(r->count + 1, sizeof(*order));
	r->letters = calloc(r->count + 1, sizeof(*r->letters));
	if (order == NULL || r->letters == NULL)
		die("out of memory");
	crypto_shuffle(order, r->count);
	for (size_t i = 0; i < r->count; i++) {
		r->letters[i].row = &r->rows[order[i]];
		text_copy(r->letters[i].e.invitation_id,
		    sizeof(r->letters[i].e.invitation_id),
		    r->letters[i].row->invitation_id);
	}
	free(order);
	run_journal_recall(r);
	return run_journal_write(r);
}

enum outcome
claim_run(struct db *db, struct sending *s,
    const struct wave_work *waves, size_t wave_count, time_t now,
    struct letter_run **out, struct problem *why)
{
	struct letter_run *r = calloc(1, sizeof(*r));
	struct text ids = { 0 };
	enum outcome o;

	if (r == NULL)
		die("out of memory");
	r->mac_key = s->mac_key;
	r->bounce_address = s->config->bounce_address;
	r->hosts = s->config->letter_hosts;
	for (size_t i = 0; i < wave_count; i++)
		db_array_add(&ids, waves[i].wave_id);
	db_array_end(&ids);
	o = db_begin(db);
	if (o == DONE)
		o = claim(db, s, &ids, now, r);
	if (o == DONE)
		o = db_commit(db);
	else
		db_rollback(db);
	text_free(&ids);
	if (o == DONE)
		o = read_keys(r, s, waves, wave_count, why);
	if (o == DONE)
		o = load(db, s, r);
	if (o == DONE)
		*out = r;
	else
		letter_run_free(r);
	return o;
}

enum outcome
claim_next(struct db *db, const struct wave_work *waves, size_t wave_count,
    time_t now, time_t *out)
{
	struct text ids = { 0 };
	enum outcome o = DONE;

	*out = 0;
	for (size_t i = 0; i < wave_count; i++)
		db_array_add(&ids, waves[i].wave_id);
	db_array_end(&ids);
	if (wave_count > 0)
		o = store_mail_run_next_due(db, &ids, now, out);
	text_free(&ids);
	return o;
}
