/*
 * letter_id.c - the stable name of a letter. Refuses to know what is in it.
 */
#include "crypto/letter_id.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"

#define UUID_CHARS 36

void
crypto_letter_id(char *out, const unsigned char link_key[LINK_KEY_BYTES],
    const char *wave_id, const char *invitation_id, const char *kind)
{
	const struct digest_part parts[] = {
		{ wave_id, UUID_CHARS }, { invitation_id, UUID_CHARS },
		{ kind, strlen(kind) },
	};
	unsigned char hash[DIGEST_BYTES];

	REQUIRE(strlen(wave_id) == UUID_CHARS);
	REQUIRE(strlen(invitation_id) == UUID_CHARS);
	crypto_digest(hash, link_key, LINK_KEY_BYTES, "aoj/1/letter-id", parts,
	    3);
	text_hex(out, hash, LETTER_ID_CHARS / 2);
	sodium_memzero(hash, sizeof(hash));
}
