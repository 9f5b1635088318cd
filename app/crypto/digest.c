/*
 * digest.c - the keyed BLAKE2b family. Knows no label but the document's;
 * every other label stands with the value it makes.
 */
#include "crypto/digest.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"

void
crypto_digest(unsigned char out[DIGEST_BYTES], const unsigned char *key,
    size_t key_len, const char *label, const struct digest_part *parts,
    size_t count)
{
	crypto_generichash_state state;
	size_t i;

	REQUIRE(key_len == 0 || (key_len >= crypto_generichash_KEYBYTES_MIN &&
	    key_len <= crypto_generichash_KEYBYTES_MAX));
	REQUIRE(crypto_generichash_init(&state, key, key_len,
	    DIGEST_BYTES) == 0);
	REQUIRE(crypto_generichash_update(&state, (const unsigned char *)label,
	    strlen(label)) == 0);
	for (i = 0; i < count; i++)
		REQUIRE(crypto_generichash_update(&state, parts[i].bytes,
		    parts[i].len) == 0);
	REQUIRE(crypto_generichash_final(&state, out, DIGEST_BYTES) == 0);
	sodium_memzero(&state, sizeof(state));
}

void
crypto_document_hash(unsigned char out[DIGEST_BYTES], const void *bytes,
    size_t len)
{
	const struct digest_part part = { bytes, len };

	crypto_digest(out, NULL, 0, "aoj/1/document", &part, 1);
}
