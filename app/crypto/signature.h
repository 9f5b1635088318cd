/*
 * signature.h - what was signed, by whom: Ed25519 over the BLAKE2b hash of a
 * label and a text, so that no signature of one kind passes for another.
 */
#ifndef CRYPTO_SIGNATURE_H
#define CRYPTO_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#define SIGN_SEED_BYTES 32	/* the secret half */
#define SIGN_PUBLIC_BYTES 32
#define SIGNATURE_BYTES 64

void crypto_sign_public(unsigned char out[SIGN_PUBLIC_BYTES],
    const unsigned char seed[SIGN_SEED_BYTES]);
void crypto_sign_text(unsigned char out[SIGNATURE_BYTES],
    const unsigned char seed[SIGN_SEED_BYTES], const char *label,
    const char *bytes, size_t len);
bool crypto_sign_is(const unsigned char signature[SIGNATURE_BYTES],
    const unsigned char public_key[SIGN_PUBLIC_BYTES], const char *label,
    const char *bytes, size_t len);

/* What is signed in this product. */
#define SIGN_LIST "aoj/1/signed-list"
#define SIGN_COUNT "aoj/1/signed-count"

/* The seed of the key that signs results: only who has recombined the secret
 * half of the box has it. BLAKE2b under that, label "aoj/1/result-key". */
void crypto_result_seed(unsigned char out[SIGN_SEED_BYTES],
    const unsigned char box_secret[32]);

#endif
