/*
 * try_code.c - whether a typed code is a holder's.
 */
#include "actions/try_code.h"

#include "base/log.h"
#include "crypto/holder.h"
#include "crypto/keyfile.h"

_Static_assert(TRIED_SHARE_BYTES == SHARE_BYTES, "a share fits");

/* All that is secret while one code is tried; in locked memory. */
struct trying {
	char code[CODE_CHARS_MAX];
	unsigned char secret_key[32];
};

enum outcome
try_code(const char *wave_id, const struct holder *holder, const char *typed,
    size_t len, unsigned char *share, struct problem *why)
{
	struct trying *t = crypto_secret_new(sizeof(*t));
	enum outcome outcome = ABSENT;
	unsigned char public_key[32];

	if (!crypto_code_read(t->code, typed, len)) {
		outcome = problem_set(why, PROBLEM_CODE,
		    "Dit is geen openingscode: er is een teken te veel, te "
		    "weinig of verkeerd.");
		goto out;
	}
	if (!holder->has_code)
		goto out;
	crypto_code_pair(public_key, t->secret_key, t->code, wave_id,
	    holder->name);
	if (!crypto_public_is(public_key, holder->code_public))
		goto out;
	outcome = REFUSED;
	if (holder->share_len == SEALED_SHARE_BYTES)
		outcome = crypto_share_open(share, holder->share, public_key,
		    t->secret_key);
	if (outcome != DONE)
		problem_set(why, PROBLEM_CODE, "Dit is de code van %s, maar "
		    "het deel van de sleutel dat erbij hoort is veranderd.",
		    holder->name);
out:
	crypto_secret_free(t);
	return outcome;
}
