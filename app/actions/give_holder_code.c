/*
 * give_holder_code.c - gives a holder a new opening code, and makes the box
 * when everybody has one.
 */
#include "actions/give_holder_code.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/holder.h"
#include "crypto/keyfile.h"
#include "storage/box.h"
#include "storage/holder.h"

_Static_assert(sizeof(((struct given_code *)0)->text) == CODE_CHARS_MAX,
    "a code fits");
_Static_assert(SEALED_SHARE_BYTES <= HOLDER_SHARE_MAX, "a share fits");

/* A new code for one holder: its public half is all that is kept. */
static enum outcome
make_code(struct db *db, const struct box *box, const char *holder,
    struct given_code *code)
{
	unsigned char code_public[32];
	unsigned char *secret = crypto_secret_new(32);

	crypto_code_new(code->text);
	crypto_code_pair(code_public, secret, code->text, box->wave_id,
	    holder);
	crypto_secret_free(secret);
	return store_holder_set_code(db, box->wave_id, holder, code_public);
}

/* Every holder has a code: splits a fresh secret among them. */
static enum outcome
make_box(struct db *db, const struct box *box, const struct holders *holders,
    struct given_code *code)
{
	unsigned char (*shares)[SEALED_SHARE_BYTES] = NULL;
	unsigned char (*publics)[32] = NULL;
	unsigned char public_key[BOX_KEY_BYTES];
	unsigned char result_public[SIGN_PUBLIC_BYTES];
	struct box_identity identity = { .box = public_key,
	    .result = result_public, .list = box->list_public_key,
	    .needed = (int)box->needed, .count = holders->count };
	enum outcome outcome;
	size_t i;

	shares = calloc(holders->count, sizeof(*shares));
	publics = calloc(holders->count, sizeof(*publics));
	if (shares == NULL || publics == NULL)
		die("out of memory");
	for (i = 0; i < holders->count; i++)
		memcpy(publics[i], holders->list[i].code_public, 32);
	identity.halves = (const unsigned char (*)[32])publics;
	outcome = crypto_box_make(public_key, result_public, shares,
	    (const unsigned char (*)[32])publics, holders->count, box->needed);
	for (i = 0; outcome == DONE && i < holders->count; i++)
		outcome = store_holder_set_share(db, box->wave_id,
		    holders->list[i].name, shares[i], SEALED_SHARE_BYTES);
	if (outcome == DONE)
		outcome = store_box_set_keys(db, box->wave_id, public_key,
		    result_public);
	if (outcome == DONE)
		crypto_fingerprint(code->fingerprint, &identity);
	free(shares);
	free(publics);
	return outcome;
}

static enum outcome
write_row(struct db *db, time_t now, const char *who, const struct box *box,
    const char *holder, const char *fingerprint)
{
	json_t *detail = json_pack("{s:s, s:s}", "holder", holder,
	    "fingerprint", fingerprint);
	char *text = detail == NULL ? NULL : json_dumps(detail, JSON_COMPACT);
	enum outcome outcome;

	json_decref(detail);
	if (text == NULL)
		return log_failed("a holder's name does not fit JSON");
	outcome = write_audit(db, now, who, "give_holder_code", box->wave_id,
	    text);
	free(text);
	return outcome;
}

/* Inside the transaction. */
static enum outcome
give(struct db *db, const char *who, time_t now, const char *wave,
    const char *holder, struct given_code *code, struct problem *why)
{
	struct holders holders = { NULL, 0 };
	enum outcome outcome;
	struct box box;
	size_t i;

	outcome = store_box_find(db, wave, &box);
	if (outcome == ABSENT)
		return problem_set(why, PROBLEM_NAME,
		    "Er is geen meting met de naam %s.", wave);
	if (outcome != DONE)
		return outcome;
	if (box.state != WAVE_DRAFT)
		return problem_set(why, PROBLEM_STATE,
		    "De meting %s is al klaargezet: de openingscodes "
		    "liggen vast.", wave);
	outcome = make_code(db, &box, holder, code);
	if (outcome == ABSENT)
		return problem_set(why, PROBLEM_NAME,
		    "De meting %s heeft geen sleutelhouder met de naam %s.",
		    wave, holder);
	if (outcome == DONE)
		outcome = store_holder_forget_shares(db, box.wave_id);
	if (outcome == DONE)
		outcome = store_box_set_keys(db, box.wave_id, NULL, NULL);
	if (outcome == DONE)
		outcome = store_holder_list(db, box.wave_id, &holders);
	if (outcome != DONE)
		return outcome;
	for (i = 0; i < holders.count; i++)
		code->without_code += !holders.list[i].has_code;
	if (code->without_code == 0 && holders.count < box.needed)
		outcome = log_failed("wave %s needs more holders than it has",
		    wave);
	else if (code->without_code == 0 && !box.has_list_key)
		outcome = problem_set(why, PROBLEM_SECRET, "De stembus kan "
		    "nog niet worden gemaakt: aoj-post heeft de sleutels van "
		    "deze meting nog niet. Draait aoj-post? Vraag deze code "
		    "dan over een paar seconden opnieuw.");
	else if (code->without_code == 0)
		outcome = make_box(db, &box, &holders, code);
	if (outcome == DONE)
		outcome = write_row(db, now, who, &box, holder,
		    code->fingerprint);
	holders_free(&holders);
	return outcome;
}

enum outcome
give_holder_code(struct db *db, const char *who, time_t now,
    const char *wave, const char *holder, struct given_code **out,
    struct problem *why)
{
	struct given_code *code;
	enum outcome outcome;

	crypto_open();
	code = crypto_secret_new(sizeof(*code));
	why->code = PROBLEM_NONE;
	outcome = db_begin(db);
	if (outcome == DONE) {
		outcome = give(db, who, now, wave, holder, code, why);
		outcome = end_transaction(db, outcome, "giving a code", why);
	}
	if (outcome == DONE)
		*out = code;
	else
		crypto_secret_free(code);
	return outcome;
}

void
given_code_free(struct given_code *code)
{
	crypto_secret_free(code);
}
