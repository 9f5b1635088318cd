/*
 * sealed.h - records under a symmetric key, the way drafts and contacts share:
 * padded to steps (ISO 7816-4), XChaCha20-Poly1305 (IETF), a random nonce of
 * 24 bytes in front and the tag of 16 bytes behind. Inside the crypto room
 * only.
 */
#ifndef CRYPTO_SEALED_H
#define CRYPTO_SEALED_H

#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"

#define SEALED_KEY_BYTES 32
#define SEALED_OVERHEAD (24 + 16)

/* Adds nonce || ciphertext || tag at the end of out. Plain of len bytes
 * becomes the next larger multiple of step: at least one byte is padding. */
void crypto_sealed_add(struct text *out,
    const unsigned char key[SEALED_KEY_BYTES], size_t step,
    const unsigned char *bound, size_t bound_len, const char *plain,
    size_t len);

/* Adds the plain text at the end of out; REFUSED, and out as it was, when it
 * does not open with this key and bound data, or has another step. */
enum outcome crypto_sealed_open(struct text *out,
    const unsigned char key[SEALED_KEY_BYTES], size_t step,
    const unsigned char *bound, size_t bound_len,
    const unsigned char *sealed, size_t len);

#endif
