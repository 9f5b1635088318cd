/*
 * verp.h - the envelope sender of one letter, <local>+<letter>-<MAC>@<domain>:
 * whatever comes back names the letter, and who never saw it cannot make that
 * address. Source: definitions.md 5; the idea is Bernstein's (variable
 * envelope return paths, 1997).
 */
#ifndef CRYPTO_VERP_H
#define CRYPTO_VERP_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/letter_id.h"

#define MAC_KEY_BYTES 32	/* post/mac.key, one an installation */
#define MAC_KEY_NAME "post/mac.key"
#define VERP_MAC_CHARS 20	/* RFC 4648 base32, lower case: 100 bits */
/* What is left before the +: a local part has 64 octets (RFC 5321). */
#define VERP_LOCAL_MAX (64 - 1 - LETTER_ID_CHARS - 1 - VERP_MAC_CHARS)

/* The name of no letter: mail about a letter (actions/put_notice.h) comes
 * back under it, and nothing is to be done about it. */
#define VERP_NO_LETTER "00000000000000000000000000000000"

/* BLAKE2b(MAC key, "aoj/1/verp" || letter id), first 100 bits. out gets
 * VERP_MAC_CHARS + 1 bytes. */
void crypto_verp_mac(char *out, const unsigned char key[MAC_KEY_BYTES],
    const char *letter_id);
/* In constant time. */
bool crypto_verp_is(const unsigned char key[MAC_KEY_BYTES],
    const char *letter_id, const char *mac);

/* Whether base, the address that gets the tag, leaves room for it. Without it
 * no letter may leave: nothing else names one that comes back. */
bool crypto_verp_fits(const char *base);
void crypto_verp_address(char *out, size_t size, const char *base,
    const unsigned char key[MAC_KEY_BYTES], const char *letter_id);

#endif
