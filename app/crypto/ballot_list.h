/*
 * ballot_list.h - the hash by which post tells count which envelopes were
 * genuine when it looked: BLAKE2b, label "aoj/2/ballot-list", over ballot id
 * and digest of each envelope (crypto/envelope.h), 64 bytes, sorted.
 */
#ifndef CRYPTO_BALLOT_LIST_H
#define CRYPTO_BALLOT_LIST_H

#include <stddef.h>

#include "crypto/envelope.h"
#include "crypto/token.h"

struct listed_ballot {
	unsigned char ballot_id[DERIVED_BYTES];
	unsigned char digest[ENVELOPE_DIGEST_BYTES];
};

/* Sorts in place (bytewise) and hashes; count may be 0. */
void crypto_ballot_list_hash(unsigned char out[32],
    struct listed_ballot *list, size_t count);

#endif
