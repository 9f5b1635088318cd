/*
 * lift_block.c - lifts what a policy bounce has put on a domain.
 */
#include "actions/lift_block.h"

#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/read_link_key.h"
#include "actions/spell_domain.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "storage/bounce.h"

/* Inside a transaction. */
static enum outcome
lift(struct db *db, const struct wave_row *w, const unsigned char *hash,
    const char *who, time_t now, struct problem *why)
{
	enum outcome o = store_mail_block_lift(db, w->wave_id, hash);

	if (o == ABSENT)
		return problem_set(why, PROBLEM_NAME, "De brieven naar dit "
		    "domein worden in de meting “%s” niet tegengehouden.",
		    w->code);
	if (o == DONE)
		o = store_wave_notify(db, w->wave_id);
	if (o == DONE)
		o = write_audit(db, now, who, "lift_block", w->wave_id, "{}");
	return o;
}

enum outcome
lift_block(struct db *db, const struct config *config, const char *wave,
    const char *domain, const char *who, time_t now, struct problem *why)
{
	unsigned char *key, hash[DOMAIN_HASH_BYTES];
	struct wave_row w = { 0 };
	struct text spelled = { 0 };
	enum outcome o = find_wave(db, wave, &w, why);

	crypto_open();
	key = crypto_secret_new(CONTACT_KEY_BYTES);
	if (o == DONE)
		o = spell_domain(domain, &spelled, why);
	if (o == DONE)
		o = names_are_kept(&w, why);
	if (o == DONE)
		o = read_contact_key(key, config, w.wave_id, why);
	if (o == DONE) {
		crypto_contact_domain(hash, key, w.wave_id, spelled.bytes);
		o = db_begin(db);
		if (o == DONE)
			o = end_transaction(db, lift(db, &w, hash, who, now,
			    why), "lift_block", why);
	}
	crypto_secret_free(key);
	text_free(&spelled);
	store_wave_free(&w);
	return o;
}
