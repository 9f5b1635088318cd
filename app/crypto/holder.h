/*
 * holder.h - opening codes: made for a holder, shown once, typed back, and
 * the shares of the box secret that they open (K of N, libgfshare over
 * libsodium's randomness; Shamir's scheme notices no wrong share by itself,
 * so the recombined secret is compared with the public key).
 */
#ifndef CRYPTO_HOLDER_H
#define CRYPTO_HOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "crypto/envelope.h"
#include "crypto/signature.h"

#define CODE_CHARS_MAX 64	/* printed with dashes, NUL included */
#define SHARE_BYTES (1 + 32)	/* x coordinate, then the secret's bytes */
#define SEALED_SHARE_BYTES (SHARE_BYTES + 48)

/* A new code of 125 random bits with a check character, printed in groups
 * ("ABCDE-FGHJK-…", Crockford base32). code lives in locked memory. */
void crypto_code_new(char code[CODE_CHARS_MAX]);
/* Reads what a person typed (case, spaces, dashes, O/0 and I/L/1 forgiven)
 * into its canonical print; false when length or check character is wrong. */
bool crypto_code_read(char code[CODE_CHARS_MAX], const char *typed, size_t len);
/* The X25519 pair of a code, salted by wave and holder's name. */
void crypto_code_pair(unsigned char public_key[32],
    unsigned char secret_key[32], const char *code, const char *wave_id,
    const char *holder);

/* Whether two public halves are one; in constant time. */
bool crypto_public_is(const unsigned char a[32], const unsigned char b[32]);

/* Makes a box: a fresh pair, its secret split so that any `needed` of `count`
 * shares give it back, each share sealed to its holder; and the public half
 * of the key that will sign what was counted (crypto/signature.h). The secret
 * is wiped before this returns. */
enum outcome crypto_box_make(unsigned char public_key[BOX_KEY_BYTES],
    unsigned char result_public[SIGN_PUBLIC_BYTES],
    unsigned char (*shares)[SEALED_SHARE_BYTES],
    const unsigned char (*holders)[32], size_t count, size_t needed);
/* Opens one share with its holder's pair; REFUSED when the code is not the
 * right one. */
enum outcome crypto_share_open(unsigned char share[SHARE_BYTES],
    const unsigned char sealed[SEALED_SHARE_BYTES],
    const unsigned char public_key[32], const unsigned char secret_key[32]);
/* Recombines; REFUSED when the secret does not belong to public_key.
 * secret_key is in locked memory. */
enum outcome crypto_box_recombine(unsigned char secret_key[BOX_KEY_BYTES],
    const unsigned char public_key[BOX_KEY_BYTES],
    const unsigned char (*shares)[SHARE_BYTES], size_t needed);

#endif
