/*
 * check_ballots.c - one transaction that leaves which envelopes of a closed
 * wave are genuine. Refuses to know how that is told.
 */
#include "actions/check_ballots.h"

#include <stdio.h>

#include "actions/end_transaction.h"
#include "actions/genuine_ballots.h"
#include "actions/note_night.h"
#include "actions/read_link_key.h"
#include "actions/read_list_key.h"
#include "actions/sign_list.h"
#include "actions/write_audit.h"
#include "crypto/ballot_list.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"
#include "storage/ballot_check.h"

/* What the check leaves of the genuine ones; bytes NULL: nothing signed. */
static enum outcome
write_down(struct db *db, const char *wave_id, const char *who, time_t now,
    const struct kept_list *kept, const struct ballots_checked *found)
{
	char detail[120];
	enum outcome o = store_ballot_check_add(db, wave_id,
	    kept->list.genuine, kept->list.hash, kept->bytes.bytes,
	    kept->signature);

	(void)snprintf(detail, sizeof(detail),
	    "{\"genuine\": %zu, \"foreign\": %zu, \"signed\": %s}",
	    kept->list.genuine, found->foreign,
	    found->is_signed ? "true" : "false");
	if (o == DONE)
		o = write_audit(db, now, who, "check_ballots", wave_id,
		    detail);
	return o;
}

/* Signs, unless envelopes have gone. */
static enum outcome
sign_found(struct db *db, const struct config *config, const char *wave_id,
    const struct genuine_ballots *g, const unsigned char *seed,
    struct kept_list *kept, struct ballots_checked *found)
{
	bool more = false;
	enum outcome o = night_had_more(config, wave_id, g, &more,
	    found->lessened);

	if (o != DONE)
		return o;
	found->is_signed = !more;
	if (!more)
		return sign_list(db, config, wave_id, g, seed, kept);
	kept->list.genuine = g->count;
	crypto_ballot_list_hash(kept->list.hash, g->list, g->count);
	return DONE;
}

/* Inside a transaction. */
static enum outcome
check(struct db *db, const struct config *config, const char *wave_id,
    const unsigned char *key, const unsigned char *seed, const char *who,
    time_t now, struct ballots_checked *found)
{
	struct genuine_ballots g = { .list = NULL };
	struct kept_list kept = { .bytes = { 0 } };
	enum outcome o = find_genuine_ballots(db, key, wave_id, &g);

	if (o == DONE && g.foreign_count > 0)
		o = store_ballot_check_foreign(db, wave_id, &g.foreign);
	found->genuine = g.count;
	found->foreign = g.foreign_count;
	if (o == DONE)
		o = sign_found(db, config, wave_id, &g, seed, &kept, found);
	if (o == DONE)
		o = write_down(db, wave_id, who, now, &kept, found);
	kept_list_free(&kept);
	genuine_ballots_free(&g);
	return o;
}

/* Both keys, or why not: a post without them must not touch the wave. */
static enum outcome
read_keys(unsigned char *key, unsigned char *seed,
    const struct config *config, const struct wave_work *wave,
    struct problem *why)
{
	enum outcome o = read_link_key(key, config, wave, why);

	if (o == DONE)
		o = read_list_key(seed, config, wave, why);
	if (o == ABSENT)
		o = problem_set(why, PROBLEM_SECRET, "De sleutel die de lijst "
		    "van enveloppen ondertekent, is hier niet. Deze meting "
		    "wordt hier niet nagekeken.");
	return o;
}

enum outcome
check_ballots(struct db *db, const struct config *config,
    const struct wave_work *wave, const char *who, time_t now,
    struct ballots_checked *out, struct problem *why)
{
	unsigned char *key = crypto_secret_new(LINK_KEY_BYTES);
	unsigned char *seed = crypto_secret_new(SIGN_SEED_BYTES);
	enum outcome o = read_keys(key, seed, config, wave, why);

	*out = (struct ballots_checked){ .is_signed = true };
	if (o == DONE)
		o = db_begin(db);
	if (o != DONE)
		goto out;
	why->code = PROBLEM_NONE;
	o = store_ballot_check_begin(db, wave->wave_id);
	if (o == DONE) {
		db_rollback(db);
		goto out;
	}
	if (o == ABSENT)
		o = store_ballot_check_in(db, wave->wave_id);
	if (o == ABSENT) {
		db_rollback(db);
		goto out;
	}
	if (o == DONE)
		o = check(db, config, wave->wave_id, key, seed, who, now,
		    out);
	o = end_transaction(db, o, "check_ballots", why);
out:
	crypto_secret_free(seed);
	crypto_secret_free(key);
	return o;
}
