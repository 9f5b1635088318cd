/*
 * prepare_wave.c - makes a wave's link key and stores its hash.
 */
#include "actions/prepare_wave.h"

#include "actions/end_transaction.h"
#include "actions/read_link_key.h"
#include "actions/write_audit.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"
#include "storage/wave_work.h"

enum outcome
prepare_wave(struct db *db, const struct config *config, const char *wave_id,
    const char *who, time_t now, struct problem *why)
{
	unsigned char *key = crypto_secret_new(LINK_KEY_BYTES), hash[32];
	char name[80];
	enum outcome o;

	why->code = PROBLEM_NONE;
	link_key_name(name, wave_id);
	o = crypto_key_make(key, LINK_KEY_BYTES, config->secrets, name);
	if (o != DONE)
		goto out;
	crypto_link_key_hash(hash, key);
	o = db_begin(db);
	if (o != DONE)
		goto out;
	o = store_wave_work_set_key(db, wave_id, hash);
	if (o == REFUSED)
		o = problem_set(why, PROBLEM_STATE, "Een ander proces was "
		    "eerder met de sleutel voor de links.");
	if (o == DONE)
		o = write_audit(db, now, who, "prepare_wave", wave_id, "{}");
	o = end_transaction(db, o, "prepare_wave", why);
out:
	crypto_secret_free(key);
	return o;
}
