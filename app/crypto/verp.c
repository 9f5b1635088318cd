/*
 * verp.c - makes and checks envelope senders. Refuses to know which letter a
 * name is of.
 */
#include "crypto/verp.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "crypto/digest.h"

void
crypto_verp_mac(char *out, const unsigned char key[MAC_KEY_BYTES],
    const char *letter_id)
{
	const struct digest_part part = { letter_id, LETTER_ID_CHARS };
	unsigned char hash[DIGEST_BYTES];
	char printed[TOKEN_CHARS + 1];
	struct token t;

	REQUIRE(strlen(letter_id) == LETTER_ID_CHARS);
	crypto_digest(hash, key, MAC_KEY_BYTES, "aoj/1/verp", &part, 1);
	memcpy(t.bytes, hash, sizeof(t.bytes));
	crypto_token_print(printed, &t);
	memcpy(out, printed, VERP_MAC_CHARS);
	out[VERP_MAC_CHARS] = '\0';
}

bool
crypto_verp_is(const unsigned char key[MAC_KEY_BYTES], const char *letter_id,
    const char *mac)
{
	char right[VERP_MAC_CHARS + 1];

	crypto_verp_mac(right, key, letter_id);
	return strlen(mac) == VERP_MAC_CHARS &&
	    sodium_memcmp(right, mac, VERP_MAC_CHARS) == 0;
}

bool
crypto_verp_fits(const char *base)
{
	return strcspn(base, "@") <= VERP_LOCAL_MAX;
}

void
crypto_verp_address(char *out, size_t size, const char *base,
    const unsigned char key[MAC_KEY_BYTES], const char *letter_id)
{
	size_t local = strcspn(base, "@");
	char mac[VERP_MAC_CHARS + 1];
	int n;

	REQUIRE(crypto_verp_fits(base));
	crypto_verp_mac(mac, key, letter_id);
	n = snprintf(out, size, "%.*s+%s-%s%s", (int)local, base, letter_id,
	    mac, base + local);
	REQUIRE(n > 0 && (size_t)n < size);
}
