/*
 * decide_domain.c - finds the domain by its hash, and seals its name, as for a
 * blocked one.
 */
#include "actions/decide_domain.h"

#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/read_link_key.h"
#include "actions/spell_domain.h"
#include "actions/write_audit.h"
#include "base/text.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "storage/slip.h"

struct deciding {
	struct db *db;
	const unsigned char *key;	/* the wave's contact key */
	const struct text *domain;
	bool people;
	const char *who;
	time_t now;
};

/* Inside a transaction. */
static enum outcome
decide(const struct deciding *d, struct wave_row *w, struct problem *why)
{
	unsigned char hash[SLIP_DOMAIN_BYTES];
	struct text sealed = { 0 };
	char id[37];
	enum outcome o = hold_wave(d->db, w, WAVE_OPEN, WAVE_OPEN, why);

	if (o != DONE)
		return o;
	crypto_uuid(id);
	crypto_contact_domain(hash, d->key, w->wave_id, d->domain->bytes);
	crypto_contact_seal(&sealed, d->key, "domain_word", w->wave_id, id,
	    d->domain->bytes, d->domain->len);
	o = store_domain_word_set(d->db, w->wave_id, id, hash, &sealed,
	    d->people);
	if (o == DONE)
		o = write_audit(d->db, d->now, d->who, d->people ?
		    "believe_domain" : "distrust_domain", w->wave_id, "{}");
	text_free(&sealed);
	return o;
}

enum outcome
decide_domain(struct db *db, const struct config *config, const char *wave,
    const char *domain, bool people, const char *who, time_t now,
    struct problem *why)
{
	struct wave_row w = { 0 };
	struct text spelled = { 0 };
	unsigned char *key;
	enum outcome o = find_wave(db, wave, &w, why);

	crypto_open();
	key = crypto_secret_new(CONTACT_KEY_BYTES);
	if (o == DONE)
		o = spell_domain(domain, &spelled, why);
	if (o == DONE)
		o = read_contact_key(key, config, w.wave_id, why);
	if (o == DONE)
		o = db_begin(db);
	if (o == DONE) {
		const struct deciding d = { db, key, &spelled, people, who,
		    now };

		o = end_transaction(db, decide(&d, &w, why), "decide_domain",
		    why);
	}
	crypto_secret_free(key);
	text_free(&spelled);
	store_wave_free(&w);
	return o;
}
