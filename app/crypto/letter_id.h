/*
 * letter_id.h - the name of one letter, the same at every try: who sends it
 * twice sends one letter. Tells nothing to whoever lacks the link key.
 */
#ifndef CRYPTO_LETTER_ID_H
#define CRYPTO_LETTER_ID_H

#include "crypto/token.h"

#define LETTER_ID_CHARS 32	/* hexadecimal */

/* BLAKE2b(link key, "aoj/1/letter-id" || wave || invitation || kind), first
 * 128 bits. Every host that sends for a wave has the same link key, and it is
 * destroyed with the wave. Ids are the 36-character lower-case form of a
 * uuid; out gets LETTER_ID_CHARS + 1 bytes. */
void crypto_letter_id(char *out, const unsigned char link_key[LINK_KEY_BYTES],
    const char *wave_id, const char *invitation_id, const char *kind);

#endif
