/*
 * chain.h - the hash chain of the audit log: each row carries the hash of the
 * one before, so that a row that was changed, removed or put in between shows.
 */
#ifndef CRYPTO_CHAIN_H
#define CRYPTO_CHAIN_H

#include <stddef.h>

#define CHAIN_BYTES 32

/* BLAKE2b, label "aoj/1/audit", over previous || row. The first row's
 * previous is all zeros. */
void crypto_chain_next(unsigned char out[CHAIN_BYTES],
    const unsigned char previous[CHAIN_BYTES], const char *row, size_t len);

#endif
