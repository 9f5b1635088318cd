/*
 * draft.h - half-filled answers, locked with a key made from the link and a
 * key that only the survey process has. XChaCha20-Poly1305, associated data
 * is draft id and wave, padded to steps of 4 KiB (ISO 7816-4).
 * Layout: nonce (24) || ciphertext || tag (16).
 */
#ifndef CRYPTO_DRAFT_H
#define CRYPTO_DRAFT_H

#include "base/outcome.h"
#include "base/text.h"
#include "crypto/token.h"

#ifndef DRAFT_STEP		/* the attack's naive variant has another */
#define DRAFT_STEP 4096
#endif
#define DRAFT_NONCE_BYTES 24	/* the first: name this version of a draft */

/* Seals plain at the end of out. */
void crypto_draft_seal(struct text *out,
    const unsigned char draft_key[DRAFT_KEY_BYTES], const char *wave_id,
    const struct token *t, const char *plain, size_t len);
/* REFUSED when it does not open; nothing is logged, since the caller knows
 * what that means. */
enum outcome crypto_draft_open(struct text *out,
    const unsigned char draft_key[DRAFT_KEY_BYTES], const char *wave_id,
    const struct token *t, const unsigned char *sealed, size_t len);

#endif
