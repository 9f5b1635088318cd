/*
 * ballot_list.h - the hash by which post tells count which envelopes were
 * genuine when it looked: BLAKE2b, label "aoj/1/ballot-list", over the sorted
 * ballot ids of 32 bytes each.
 */
#ifndef CRYPTO_BALLOT_LIST_H
#define CRYPTO_BALLOT_LIST_H

#include <stddef.h>

#include "crypto/token.h"

/* Sorts ids in place (bytewise) and hashes them; count may be 0. */
void crypto_ballot_list_hash(unsigned char out[32],
    unsigned char (*ids)[DERIVED_BYTES], size_t count);

#endif
