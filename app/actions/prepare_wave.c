/*
 * prepare_wave.c - makes a wave's link key and list key, and stores hash and
 * public half.
 */
#include "actions/prepare_wave.h"

#include "actions/end_transaction.h"
#include "actions/read_link_key.h"
#include "actions/read_list_key.h"
#include "actions/write_audit.h"
#include "crypto/keyfile.h"
#include "crypto/signature.h"
#include "crypto/token.h"
#include "storage/wave_work.h"

enum outcome
prepare_wave(struct db *db, const struct config *config, const char *wave_id,
    const char *who, time_t now, struct problem *why)
{
	unsigned char *key = crypto_secret_new(LINK_KEY_BYTES), hash[32];
	unsigned char *seed = crypto_secret_new(SIGN_SEED_BYTES);
	unsigned char list_public[SIGN_PUBLIC_BYTES];
	char name[80], list_name[LIST_NAME_MAX];
	enum outcome o;

	why->code = PROBLEM_NONE;
	link_key_name(name, wave_id);
	o = crypto_key_make(key, LINK_KEY_BYTES, config->secrets, name);
	list_key_name(list_name, wave_id);
	if (o == DONE)
		o = crypto_key_make(seed, SIGN_SEED_BYTES, config->secrets,
		    list_name);
	if (o != DONE)
		goto out;
	crypto_link_key_hash(hash, key);
	crypto_sign_public(list_public, seed);
	o = db_begin(db);
	if (o != DONE)
		goto out;
	o = store_wave_work_set_keys(db, wave_id, hash, list_public);
	if (o == REFUSED)
		o = problem_set(why, PROBLEM_STATE, "Een ander proces was "
		    "eerder met de sleutel voor de links.");
	if (o == DONE)
		o = write_audit(db, now, who, "prepare_wave", wave_id, "{}");
	o = end_transaction(db, o, "prepare_wave", why);
out:
	crypto_secret_free(seed);
	crypto_secret_free(key);
	return o;
}
