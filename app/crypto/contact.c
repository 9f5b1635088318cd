/*
 * contact.c - the sealed address list. Refuses to know what a record holds.
 * Subkeys of the wave's contact key, with the wave after the label:
 * "aoj/1/contact-seal" seals, "aoj/1/contact-double" finds doubles.
 */
#include "crypto/contact.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/digest.h"
#include "crypto/sealed.h"

#define UUID_CHARS 36
#define TABLE_CHARS_MAX 63
#define BOUND_MAX (TABLE_CHARS_MAX + 1 + UUID_CHARS + UUID_CHARS)

static void
subkey(unsigned char out[DIGEST_BYTES],
    const unsigned char key[CONTACT_KEY_BYTES], const char *label,
    const char *wave_id)
{
	const struct digest_part part = { wave_id, UUID_CHARS };

	REQUIRE(strlen(wave_id) == UUID_CHARS);
	crypto_digest(out, key, CONTACT_KEY_BYTES, label, &part, 1);
}

/* Table, NUL, wave, row: a record moved to another row does not open. */
static size_t
bound_data(unsigned char out[BOUND_MAX], const char *table,
    const char *wave_id, const char *row_id)
{
	size_t len = strlen(table) + 1;

	REQUIRE(len <= TABLE_CHARS_MAX + 1);
	REQUIRE(strlen(wave_id) == UUID_CHARS);
	REQUIRE(strlen(row_id) == UUID_CHARS);
	memcpy(out, table, len);
	memcpy(out + len, wave_id, UUID_CHARS);
	memcpy(out + len + UUID_CHARS, row_id, UUID_CHARS);
	return len + UUID_CHARS + UUID_CHARS;
}

void
crypto_contact_seal(struct text *out,
    const unsigned char key[CONTACT_KEY_BYTES], const char *table,
    const char *wave_id, const char *row_id, const char *plain, size_t len)
{
	unsigned char sealing[DIGEST_BYTES], bound[BOUND_MAX];
	size_t bound_len = bound_data(bound, table, wave_id, row_id);

	subkey(sealing, key, "aoj/1/contact-seal", wave_id);
	crypto_sealed_add(out, sealing, CONTACT_STEP, bound, bound_len, plain,
	    len);
	sodium_memzero(sealing, sizeof(sealing));
}

enum outcome
crypto_contact_open(struct text *out,
    const unsigned char key[CONTACT_KEY_BYTES], const char *table,
    const char *wave_id, const char *row_id, const unsigned char *sealed,
    size_t len)
{
	unsigned char sealing[DIGEST_BYTES], bound[BOUND_MAX];
	size_t bound_len = bound_data(bound, table, wave_id, row_id);
	enum outcome outcome;

	subkey(sealing, key, "aoj/1/contact-seal", wave_id);
	outcome = crypto_sealed_open(out, sealing, CONTACT_STEP, bound,
	    bound_len, sealed, len);
	sodium_memzero(sealing, sizeof(sealing));
	return outcome;
}

static void
find_by(unsigned char out[32], const unsigned char key[CONTACT_KEY_BYTES],
    const char *wave_id, const char *label, const char *what)
{
	const struct digest_part part = { what, strlen(what) };
	unsigned char finding[DIGEST_BYTES];

	subkey(finding, key, "aoj/1/contact-double", wave_id);
	crypto_digest(out, finding, sizeof(finding), label, &part, 1);
	sodium_memzero(finding, sizeof(finding));
}

void
crypto_contact_duplicate(unsigned char out[32],
    const unsigned char key[CONTACT_KEY_BYTES], const char *wave_id,
    const char *address)
{
	find_by(out, key, wave_id, "aoj/1/contact-address", address);
}

void
crypto_contact_domain(unsigned char out[32],
    const unsigned char key[CONTACT_KEY_BYTES], const char *wave_id,
    const char *domain)
{
	find_by(out, key, wave_id, "aoj/1/contact-domain", domain);
}
