/*
 * check_ballots.c - one transaction that leaves which envelopes of a closed
 * wave are genuine. Refuses to know how that is told.
 */
#include "actions/check_ballots.h"

#include <stdio.h>

#include "actions/end_transaction.h"
#include "actions/genuine_ballots.h"
#include "actions/read_link_key.h"
#include "actions/write_audit.h"
#include "crypto/ballot_list.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"
#include "storage/ballot_check.h"

static enum outcome
write_down(struct db *db, const struct wave_work *wave, const char *who,
    time_t now, const unsigned char hash[32],
    const struct ballots_checked *found)
{
	char detail[80];
	enum outcome o = store_ballot_check_add(db, wave->wave_id,
	    found->genuine, hash);

	(void)snprintf(detail, sizeof(detail),
	    "{\"genuine\": %zu, \"foreign\": %zu}", found->genuine,
	    found->foreign);
	if (o == DONE)
		o = write_audit(db, now, who, "check_ballots", wave->wave_id,
		    detail);
	return o;
}

/* Inside a transaction. */
static enum outcome
check(struct db *db, const unsigned char *key, const struct wave_work *wave,
    const char *who, time_t now, struct ballots_checked *found)
{
	struct genuine_ballots g = { .list = NULL };
	unsigned char hash[32];
	enum outcome o = find_genuine_ballots(db, key, wave->wave_id, &g);

	if (o == DONE && g.foreign_count > 0)
		o = store_ballot_check_foreign(db, wave->wave_id, &g.foreign);
	if (o != DONE)
		goto out;
	found->genuine = g.count;
	found->foreign = g.foreign_count;
	crypto_ballot_list_hash(hash, g.list, g.count);
	o = write_down(db, wave, who, now, hash, found);
out:
	genuine_ballots_free(&g);
	return o;
}

enum outcome
check_ballots(struct db *db, const struct config *config,
    const struct wave_work *wave, const char *who, time_t now,
    struct ballots_checked *out, struct problem *why)
{
	unsigned char *key = crypto_secret_new(LINK_KEY_BYTES);
	enum outcome o = read_link_key(key, config, wave, why);

	*out = (struct ballots_checked){ 0, 0 };
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
		o = check(db, key, wave, who, now, out);
	o = end_transaction(db, o, "check_ballots", why);
out:
	crypto_secret_free(key);
	return o;
}
