/*
 * tally.h - what became of the letters of one run, sealed under a subkey of
 * the wave's link key and bound to the run: nobody but post can read a part's
 * numbers, and nobody at all once the wave is counted. Every tally has the
 * same size.
 */
#ifndef CRYPTO_TALLY_H
#define CRYPTO_TALLY_H

#include <stdint.h>

#include "base/outcome.h"
#include "base/text.h"
#include "crypto/token.h"

#define TALLY_BYTES 56

struct tally {
	uint32_t letters;	/* of the run, sent or not */
	uint32_t sent;		/* accepted by a mail server */
	uint32_t given_up;
};

/* Adds TALLY_BYTES to out. Ids are the 36-character lower-case form of a
 * uuid. */
void crypto_tally_seal(struct text *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *mail_run_id, const struct tally *tally);

/* REFUSED, and *out as it was, when it is not this run's. */
enum outcome crypto_tally_open(struct tally *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *mail_run_id, const unsigned char *sealed, size_t len);

#endif
