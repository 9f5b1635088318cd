/*
 * tally.c - sealed counts of a run. Refuses to know whose letters they are.
 * The subkey is "aoj/1/tally" of the link key, with the wave after the label.
 */
#include "crypto/tally.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"
#include "crypto/digest.h"
#include "crypto/sealed.h"

#define UUID_CHARS 36
#define NUMBERS 3
#define PLAIN_BYTES (NUMBERS * 4)
#define STEP 16

_Static_assert(PLAIN_BYTES < STEP && STEP + SEALED_OVERHEAD == TALLY_BYTES,
    "one step holds a tally");

static void
subkey(unsigned char out[DIGEST_BYTES],
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id)
{
	const struct digest_part part = { wave_id, UUID_CHARS };

	REQUIRE(strlen(wave_id) == UUID_CHARS);
	crypto_digest(out, link_key, LINK_KEY_BYTES, "aoj/1/tally", &part, 1);
}

static void
put(char out[4], uint32_t n)
{
	for (int i = 0; i < 4; i++)
		out[i] = (char)(n >> (24 - 8 * i) & 0xff);
}

static uint32_t
get(const char in[4])
{
	uint32_t n = 0;

	for (int i = 0; i < 4; i++)
		n = n << 8 | (unsigned char)in[i];
	return n;
}

void
crypto_tally_seal(struct text *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *mail_run_id, const struct tally *tally)
{
	unsigned char sealing[DIGEST_BYTES];
	char plain[PLAIN_BYTES];

	REQUIRE(strlen(mail_run_id) == UUID_CHARS);
	put(plain, tally->letters);
	put(plain + 4, tally->sent);
	put(plain + 8, tally->given_up);
	subkey(sealing, link_key, wave_id);
	crypto_sealed_add(out, sealing, STEP,
	    (const unsigned char *)mail_run_id, UUID_CHARS, plain,
	    sizeof(plain));
	sodium_memzero(sealing, sizeof(sealing));
	sodium_memzero(plain, sizeof(plain));
}

enum outcome
crypto_tally_open(struct tally *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *mail_run_id, const unsigned char *sealed, size_t len)
{
	unsigned char sealing[DIGEST_BYTES];
	struct text plain = { 0 };
	enum outcome o;

	REQUIRE(strlen(mail_run_id) == UUID_CHARS);
	subkey(sealing, link_key, wave_id);
	o = crypto_sealed_open(&plain, sealing, STEP,
	    (const unsigned char *)mail_run_id, UUID_CHARS, sealed, len);
	sodium_memzero(sealing, sizeof(sealing));
	if (o == DONE && plain.len != PLAIN_BYTES)
		o = REFUSED;
	if (o == DONE) {
		out->letters = get(plain.bytes);
		out->sent = get(plain.bytes + 4);
		out->given_up = get(plain.bytes + 8);
	}
	text_free(&plain);
	return o;
}
