/*
 * check_ballots.c - compares all ballot ids of a wave, in memory, with those
 * of all its invitations: withdrawn and merged ones too. A query that
 * joined them would need a column that two of a person's rows share. Who has
 * answered is known here, and leaves as numbers only.
 */
#include "actions/check_ballots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/read_link_key.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/ballot_list.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"
#include "storage/ballot_check.h"

/* A ballot id that was given out. */
struct given {
	unsigned char ballot_id[DERIVED_BYTES];
};

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, DERIVED_BYTES);
}

/* The ballot ids that were ever given out, sorted; the caller frees. */
static struct given *
derive_all(const unsigned char *key, const char *wave_id,
    const struct invited_row *invited, size_t count)
{
	struct given *given = calloc(count + 1, sizeof(*given));
	struct token token;

	if (given == NULL)
		die("out of memory");
	for (size_t i = 0; i < count; i++) {
		crypto_token_derive(&token, key, wave_id,
		    invited[i].invitation_id);
		crypto_ballot_id(given[i].ballot_id, &token);
	}
	crypto_wipe(&token, sizeof(token));
	qsort(given, count, sizeof(*given), by_bytes);
	return given;
}

/* Genuine ones move to the front of cast; foreign ones are written down. */
static size_t
part(unsigned char (*cast)[DERIVED_BYTES], size_t count,
    const struct given *given, size_t given_count, struct text *foreign)
{
	const struct given *found;
	size_t genuine = 0;

	for (size_t i = 0; i < count; i++) {
		found = given_count == 0 ? NULL : bsearch(cast[i], given,
		    given_count, sizeof(*given), by_bytes);
		if (found == NULL) {
			db_array_add_bytes(foreign, cast[i], DERIVED_BYTES);
			continue;
		}
		memmove(cast[genuine++], cast[i], DERIVED_BYTES);
	}
	db_array_end(foreign);
	return genuine;
}

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
	unsigned char (*cast)[DERIVED_BYTES] = NULL;
	struct invited_row *invited = NULL;
	struct given *given = NULL;
	size_t cast_count = 0, invited_count = 0, marked = 0;
	struct text foreign = { 0 };
	unsigned char hash[32];
	enum outcome o;

	o = store_ballot_check_ids(db, wave->wave_id, &cast, &cast_count);
	if (o == DONE)
		o = store_ballot_check_invited(db, wave->wave_id, &invited,
		    &invited_count);
	if (o != DONE)
		goto out;
	given = derive_all(key, wave->wave_id, invited, invited_count);
	found->genuine = part(cast, cast_count, given, invited_count,
	    &foreign);
	found->foreign = cast_count - found->genuine;
	if (found->foreign > 0)
		o = store_ballot_check_mark(db, wave->wave_id, &foreign,
		    &marked);
	if (o == DONE && marked != found->foreign)
		o = log_failed("%zu of %zu foreign envelopes could be marked",
		    marked, found->foreign);
	crypto_ballot_list_hash(hash, cast, found->genuine);
	if (o == DONE)
		o = write_down(db, wave, who, now, hash, found);
out:
	text_free(&foreign);
	free(given);
	free(invited);
	free(cast);
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
		o = check(db, key, wave, who, now, out);
	o = end_transaction(db, o, "check_ballots", why);
out:
	crypto_secret_free(key);
	return o;
}
