/*
 * envelope.c - sealed envelopes of one size. Refuses to know what is inside
 * and whose it is: a sealed box binds nothing by itself, so the document must
 * name its own row, and who opens it compares.
 */
#include "crypto/envelope.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/digest.h"

_Static_assert(ENVELOPE_OVERHEAD == crypto_box_SEALBYTES, "envelope layout");
_Static_assert(BOX_KEY_BYTES == crypto_box_PUBLICKEYBYTES &&
    BOX_KEY_BYTES == crypto_box_SECRETKEYBYTES, "box keys");

void
crypto_envelope_seal(unsigned char *out, size_t size, const char *document,
    size_t len, const unsigned char public_key[BOX_KEY_BYTES])
{
	unsigned char *padded;
	size_t reached;

	REQUIRE(len < size);
	if ((padded = malloc(size)) == NULL)
		die("out of memory");
	if (len > 0)
		memcpy(padded, document, len);
	REQUIRE(sodium_pad(&reached, padded, len, size, size) == 0 &&
	    reached == size);
	/* Fails only for a public key that is no point of the curve. */
	REQUIRE(crypto_box_seal(out, padded, size, public_key) == 0);
	sodium_memzero(padded, size);
	free(padded);
}

enum outcome
crypto_envelope_open(unsigned char *plain, size_t *plain_len,
    const unsigned char *sealed, size_t len,
    const unsigned char public_key[BOX_KEY_BYTES],
    const unsigned char secret_key[BOX_KEY_BYTES])
{
	size_t size, reached;

	if (len <= ENVELOPE_OVERHEAD)
		return REFUSED;
	size = len - ENVELOPE_OVERHEAD;
	if (crypto_box_seal_open(plain, sealed, len, public_key,
	    secret_key) != 0)
		return REFUSED;
	if (sodium_unpad(&reached, plain, size, size) != 0) {
		sodium_memzero(plain, size);
		return REFUSED;
	}
	*plain_len = reached;
	return DONE;
}

void
crypto_sealed_hash(unsigned char out[32], const unsigned char *sealed,
    size_t len)
{
	REQUIRE(crypto_hash_sha256(out, sealed, len) == 0);
}

static void
put_number(unsigned char out[4], size_t n)
{
	for (int i = 0; i < 4; i++)
		out[i] = (unsigned char)(n >> (24 - 8 * i));
}

void
crypto_envelope_digest(unsigned char out[ENVELOPE_DIGEST_BYTES],
    const struct envelope_claim *claim)
{
	size_t group_len = strlen(claim->function_group);
	unsigned char version[4], len[4];
	const struct digest_part parts[] = {
		{ claim->ballot_id, 32 }, { claim->sealed_hash, 32 },
		{ version, 4 }, { len, 4 },
		{ claim->function_group, group_len },
		{ claim->questionnaire, strlen(claim->questionnaire) },
	};

	put_number(version, (size_t)claim->version);
	put_number(len, group_len);
	crypto_digest(out, NULL, 0, "aoj/1/envelope", parts, 6);
}

void
crypto_envelope_mac(unsigned char out[ENVELOPE_MAC_BYTES],
    const unsigned char key[32],
    const unsigned char digest[ENVELOPE_DIGEST_BYTES])
{
	const struct digest_part part = { digest, ENVELOPE_DIGEST_BYTES };

	crypto_digest(out, key, 32, "aoj/1/envelope-mac", &part, 1);
}

bool
crypto_envelope_mac_is(const unsigned char mac[ENVELOPE_MAC_BYTES],
    const unsigned char key[32],
    const unsigned char digest[ENVELOPE_DIGEST_BYTES])
{
	unsigned char right[ENVELOPE_MAC_BYTES];

	crypto_envelope_mac(right, key, digest);
	return sodium_memcmp(right, mac, sizeof(right)) == 0;
}

/*
 * 8 groups of 5 digits: each of 4 bytes of the hash, modulo 100000. People
 * compare about 132 bits, more than the 128 that a second key would have to
 * match.
 */
void
crypto_fingerprint(char *out, const struct box_identity *identity)
{
	unsigned char needed[4], count[4], hash[DIGEST_BYTES];
	const struct digest_part parts[] = {
		{ identity->box, 32 }, { identity->result, 32 },
		{ identity->list, 32 }, { needed, 4 }, { count, 4 },
		{ identity->halves, 32 * identity->count },
	};
	unsigned long number;
	char *at = out;
	size_t i;

	put_number(needed, (size_t)identity->needed);
	put_number(count, identity->count);
	crypto_digest(hash, NULL, 0, "aoj/2/fingerprint", parts, 6);
	for (i = 0; i < 8; i++) {
		number = (unsigned long)hash[4 * i] << 24 |
		    (unsigned long)hash[4 * i + 1] << 16 |
		    (unsigned long)hash[4 * i + 2] << 8 |
		    (unsigned long)hash[4 * i + 3];
		at += snprintf(at, 80 - (size_t)(at - out), "%s%05lu",
		    i == 0 ? "" : " ", number % 100000);
	}
}
