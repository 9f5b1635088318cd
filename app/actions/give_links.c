/*
 * give_links.c - the hashes that find the invitations of a wave. The first
 * visit of a link writes a mark (a hint bit) on a row that was written
 * recently, and so tells who has followed his link: hence the freezing.
 */
#include "actions/give_links.h"

#include <stdlib.h>

#include "actions/end_transaction.h"
#include "actions/read_link_key.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"
#include "storage/link.h"

static enum outcome
fill(struct db *db, const unsigned char *key, const char *wave_id,
    char (*ids)[37], size_t count)
{
	struct text id_list = { 0 }, hash_list = { 0 }, weaker_list = { 0 };
	size_t *order = calloc(count + 1, sizeof(*order));
	unsigned char hash[DERIVED_BYTES];
	struct token token, weaker;
	enum outcome o;

	if (order == NULL)
		die("out of memory");
	crypto_shuffle(order, count);
	for (size_t i = 0; i < count; i++) {
		crypto_token_derive(&token, key, wave_id, ids[order[i]]);
		crypto_token_hash(hash, &token);
		db_array_add(&id_list, ids[order[i]]);
		db_array_add_bytes(&hash_list, hash, sizeof(hash));
		crypto_unsubscribe(&weaker, &token);
		crypto_unsubscribe_hash(hash, &weaker);
		db_array_add_bytes(&weaker_list, hash, sizeof(hash));
	}
	crypto_wipe(&token, sizeof(token));
	crypto_wipe(&weaker, sizeof(weaker));
	db_array_end(&id_list);
	db_array_end(&hash_list);
	db_array_end(&weaker_list);
	o = store_link_fill(db, &id_list, &hash_list, &weaker_list);
	text_free(&id_list);
	text_free(&hash_list);
	text_free(&weaker_list);
	free(order);
	return o;
}

/* Inside a transaction. */
static enum outcome
fill_missing(struct db *db, const unsigned char *key, const char *wave_id)
{
	char (*ids)[37] = NULL;
	size_t count = 0;
	enum outcome o = store_link_lock(db, wave_id);

	if (o == DONE)
		o = store_link_missing(db, wave_id, &ids, &count);
	if (o == DONE && count > 0)
		o = fill(db, key, wave_id, ids, count);
	free(ids);
	return o;
}

static enum outcome
freeze(struct db *db)
{
	enum outcome o = db_begin(db);

	if (o != DONE)
		return o;
	o = store_link_freeze(db);
	if (o == DONE)
		return db_commit(db);
	db_rollback(db);
	/* Busy with the table, for longer than we make others wait. */
	return o == FAILED && db_socket(db) >= 0 ? ABSENT : o;
}

enum outcome
give_links(struct db *db, const struct config *config,
    const struct wave_work *wave, struct problem *why)
{
	unsigned char *key = crypto_secret_new(LINK_KEY_BYTES);
	enum outcome o = read_link_key(key, config, wave, why);

	why->code = o == REFUSED ? why->code : PROBLEM_NONE;
	if (o == DONE && wave->lacks_links) {
		o = db_begin(db);
		if (o == DONE)
			o = end_transaction(db, fill_missing(db, key,
			    wave->wave_id), "give_links", why);
	}
	crypto_secret_free(key);
	return o == DONE ? freeze(db) : o;
}
