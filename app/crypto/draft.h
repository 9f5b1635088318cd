/*
 * draft.h - half-filled answers, locked with a key made from the link and a
 * key that only the survey process has. XChaCha20-Poly1305, associated data
 * is draft id and wave, padded to one size (ISO 7816-4): an unpadded draft has
 * the answers' length. Layout: nonce (24) || ciphertext of size || tag (16).
 */
#ifndef CRYPTO_DRAFT_H
#define CRYPTO_DRAFT_H

#include "base/outcome.h"
#include "base/text.h"
#include "crypto/token.h"

#define DRAFT_NONCE_BYTES 24	/* the first: name this version of a draft */

/* Seals plain, padded to size bytes (REQUIRE len < size), at the end of
 * out. */
void crypto_draft_seal(struct text *out,
    const unsigned char draft_key[DRAFT_KEY_BYTES], const char *wave_id,
    const struct token *t, size_t size, const char *plain, size_t len);
/* REFUSED when it does not open or has another size; nothing is logged, since
 * the caller knows what that means. */
enum outcome crypto_draft_open(struct text *out,
    const unsigned char draft_key[DRAFT_KEY_BYTES], const char *wave_id,
    const struct token *t, size_t size, const unsigned char *sealed,
    size_t len);

#endif
