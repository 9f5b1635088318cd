/*
 * journal.c - sealed journals. Refuses to know whose letters they are about.
 * The subkey is "aoj/1/journal" of the link key, with the wave after the
 * label.
 */
#include "crypto/journal.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"
#include "crypto/digest.h"
#include "crypto/sealed.h"

#define UUID_CHARS 36
#define STEP 64

static void
subkey(unsigned char out[DIGEST_BYTES],
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id)
{
	const struct digest_part part = { wave_id, UUID_CHARS };

	REQUIRE(strlen(wave_id) == UUID_CHARS);
	crypto_digest(out, link_key, LINK_KEY_BYTES, "aoj/1/journal", &part,
	    1);
}

size_t
crypto_journal_size(size_t len)
{
	return (len / STEP + 1) * STEP + SEALED_OVERHEAD;
}

void
crypto_journal_seal(struct text *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *mail_run_id, const char *plain, size_t len)
{
	unsigned char sealing[DIGEST_BYTES];

	REQUIRE(strlen(mail_run_id) == UUID_CHARS);
	subkey(sealing, link_key, wave_id);
	crypto_sealed_add(out, sealing, STEP,
	    (const unsigned char *)mail_run_id, UUID_CHARS, plain, len);
	sodium_memzero(sealing, sizeof(sealing));
}

enum outcome
crypto_journal_open(struct text *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *mail_run_id, const unsigned char *sealed, size_t len)
{
	unsigned char sealing[DIGEST_BYTES];
	enum outcome o;

	REQUIRE(strlen(mail_run_id) == UUID_CHARS);
	subkey(sealing, link_key, wave_id);
	o = crypto_sealed_open(out, sealing, STEP,
	    (const unsigned char *)mail_run_id, UUID_CHARS, sealed, len);
	sodium_memzero(sealing, sizeof(sealing));
	return o;
}
