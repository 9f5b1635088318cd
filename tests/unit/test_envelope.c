/*
 * test_envelope.c - promises about the box and its envelopes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/text.h"
#include "crypto/envelope.h"
#include "crypto/keyfile.h"

#define SIZE 1024
#define SEALED (SIZE + ENVELOPE_OVERHEAD)

static unsigned char public_key[32], secret_key[32];
static const char document[] = "{\"aoj\":1}";

static void
seal(unsigned char sealed[SEALED])
{
	crypto_envelope_seal(sealed, SIZE, document, strlen(document),
	    public_key);
}

static enum outcome
open_it(unsigned char plain[SIZE], size_t *len, const unsigned char *sealed,
    size_t sealed_len)
{
	return crypto_envelope_open(plain, len, sealed, sealed_len, public_key,
	    secret_key);
}

static void
an_envelope_gives_back_its_document(void **state)
{
	unsigned char sealed[SEALED], plain[SIZE];
	char longest[SIZE];
	size_t len;

	(void)state;
	seal(sealed);
	assert_int_equal(open_it(plain, &len, sealed, SEALED), DONE);
	assert_int_equal(len, strlen(document));
	assert_memory_equal(plain, document, len);

	memset(longest, 'x', sizeof(longest));
	crypto_envelope_seal(sealed, SIZE, longest, SIZE - 1, public_key);
	assert_int_equal(open_it(plain, &len, sealed, SEALED), DONE);
	assert_int_equal(len, SIZE - 1);

	crypto_envelope_seal(sealed, SIZE, "", 0, public_key);
	assert_int_equal(open_it(plain, &len, sealed, SEALED), DONE);
	assert_int_equal(len, 0);
}

static void
a_damaged_envelope_does_not_open(void **state)
{
	unsigned char sealed[SEALED], plain[SIZE];
	size_t i, len = 77;

	(void)state;
	seal(sealed);
	for (i = 0; i < SEALED; i++) {
		sealed[i] ^= 4;
		assert_int_equal(open_it(plain, &len, sealed, SEALED),
		    REFUSED);
		sealed[i] ^= 4;
	}
	for (i = 0; i < SEALED; i++)
		assert_int_equal(open_it(plain, &len, sealed, i), REFUSED);
	assert_int_equal(len, 77);
}

static void
an_envelope_opens_with_its_own_box_only(void **state)
{
	unsigned char sealed[SEALED], plain[SIZE], pk[32], sk[32];
	size_t len;

	(void)state;
	seal(sealed);
	crypto_box_keypair(pk, sk);
	assert_int_equal(crypto_envelope_open(plain, &len, sealed, SEALED, pk,
	    sk), REFUSED);
	assert_int_equal(crypto_envelope_open(plain, &len, sealed, SEALED,
	    public_key, sk), REFUSED);
}

/* Whoever has the public key can seal; padding that nobody of ours writes is
 * damage, and nothing of it stays in memory. */
static void
an_envelope_with_foreign_padding_is_damaged(void **state)
{
	unsigned char zeros[SIZE] = { 0 }, sealed[SEALED], plain[SIZE];
	size_t len;

	(void)state;
	crypto_box_seal(sealed, zeros, SIZE, public_key);
	memset(plain, 1, sizeof(plain));
	assert_int_equal(open_it(plain, &len, sealed, SEALED), REFUSED);
	assert_memory_equal(plain, zeros, SIZE);
	memset(zeros, 'x', SIZE);
	crypto_box_seal(sealed, zeros, SIZE, public_key);
	assert_int_equal(open_it(plain, &len, sealed, SEALED), REFUSED);
}

/* Vector from Python's hashlib. */
static void
a_fingerprint_is_of_all_keys_and_all_holders(void **state)
{
	unsigned char box[32], result[32], list[32], halves[2][32];
	struct box_identity identity = { box, result, list, 2,
	    (const unsigned char (*)[32])halves, 2 };
	unsigned char *const keys[] = { box, result, list, halves[0],
	    halves[1] };
	char print[80], other[80];

	(void)state;
	for (size_t i = 0; i < 32; i++)
		box[i] = (unsigned char)(32 + i);
	memset(result, 1, 32);
	memset(list, 2, 32);
	memset(halves[0], 3, 32);
	memset(halves[1], 4, 32);
	crypto_fingerprint(print, &identity);
	assert_string_equal(print,
	    "04523 72634 42877 61672 67613 70298 16447 06438");
	for (size_t i = 0; i < 5; i++) {
		keys[i][31] ^= 1;
		crypto_fingerprint(other, &identity);
		assert_string_not_equal(print, other);
		keys[i][31] ^= 1;
	}
	identity.needed = 1;
	crypto_fingerprint(other, &identity);
	assert_string_not_equal(print, other);
	identity.needed = 2;
	identity.count = 1;
	crypto_fingerprint(other, &identity);
	assert_string_not_equal(print, other);
}

static void
assert_hex(const unsigned char bytes[32], const char *right)
{
	char hex[65];

	text_hex(hex, bytes, 32);
	assert_string_equal(hex, right);
}

/* The vectors were computed with Python's hashlib. */
static void
an_envelope_s_mac_speaks_of_everything_in_its_row(void **state)
{
	unsigned char id[32], sealed_hash[32], key[32], digest[32], mac[32];
	unsigned char other[32];
	struct envelope_claim c = { id, sealed_hash, "ib", "uitvoering", 3 };
	const struct envelope_claim changed[] = {
		{ sealed_hash, sealed_hash, "ib", "uitvoering", 3 },
		{ id, id, "ib", "uitvoering", 3 },
		{ id, sealed_hash, "i", "buitvoering", 3 },
		{ id, sealed_hash, "ib", "beleid", 3 },
		{ id, sealed_hash, "ib", "uitvoering", 4 },
	};

	(void)state;
	memset(id, 1, 32);
	memset(sealed_hash, 2, 32);
	memset(key, 7, 32);
	crypto_envelope_digest(digest, &c);
	assert_hex(digest, "3ea552bdb6b799d15175552019de6c8d"
	    "bd43f80a214f867297e5e7316753c48b");
	crypto_envelope_mac(mac, key, digest);
	assert_hex(mac, "dc72483124ace11109f3409d80cad7f9"
	    "e61617b23454c6167e321106a8355562");
	assert_true(crypto_envelope_mac_is(mac, key, digest));
	for (size_t i = 0; i < sizeof(changed) / sizeof(changed[0]); i++) {
		crypto_envelope_digest(other, &changed[i]);
		assert_false(crypto_envelope_mac_is(mac, key, other));
	}
	key[31] ^= 1;
	assert_false(crypto_envelope_mac_is(mac, key, digest));
}

/* PostgreSQL's sha256(): post compares what that made. */
static void
sealed_bytes_are_named_by_their_sha256(void **state)
{
	unsigned char hash[32];

	(void)state;
	crypto_sealed_hash(hash, (const unsigned char *)"abc", 3);
	assert_hex(hash, "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_envelope_s_mac_speaks_of_everything_in_its_row),
		cmocka_unit_test(sealed_bytes_are_named_by_their_sha256),
		cmocka_unit_test(an_envelope_gives_back_its_document),
		cmocka_unit_test(a_damaged_envelope_does_not_open),
		cmocka_unit_test(an_envelope_opens_with_its_own_box_only),
		cmocka_unit_test(an_envelope_with_foreign_padding_is_damaged),
		cmocka_unit_test(a_fingerprint_is_of_all_keys_and_all_holders),
	};

	crypto_open();
	crypto_box_keypair(public_key, secret_key);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
