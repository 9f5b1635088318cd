/*
 * test_sealed.c - promises about padding: ISO/IEC 7816-4, read strictly. What
 * is sealed here by hand has the right key and a wrong end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/text.h"
#include "crypto/keyfile.h"
#include "crypto/sealed.h"

#define STEP 16
#define NONCE 24

static const unsigned char key[SEALED_KEY_BYTES] =
    "not a secret, for this test only";
static const unsigned char bound[] = "row";

static enum outcome
open_sealed(struct text *out, const unsigned char *sealed, size_t len)
{
	return crypto_sealed_open(out, key, STEP, bound, sizeof(bound), sealed,
	    len);
}

/* Locks bytes as they are, padding and all, and opens them. */
static enum outcome
open_padded(struct text *out, const void *padded, size_t len)
{
	unsigned char sealed[4 * STEP + SEALED_OVERHEAD] = { 7 };

	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_encrypt(
	    sealed + NONCE, NULL, padded, len, bound, sizeof(bound), NULL,
	    sealed, key), 0);
	return open_sealed(out, sealed, len + SEALED_OVERHEAD);
}

static void
padding_is_one_mark_and_zeros(void **state)
{
	struct text sealed = { 0 };
	unsigned char plain[2 * STEP];

	(void)state;
	crypto_sealed_add(&sealed, key, STEP, bound, sizeof(bound),
	    "seventeen letters", 17);
	assert_int_equal(sealed.len, 2 * STEP + SEALED_OVERHEAD);
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(plain,
	    NULL, NULL, (unsigned char *)sealed.bytes + NONCE,
	    sealed.len - NONCE, bound, sizeof(bound),
	    (unsigned char *)sealed.bytes, key), 0);
	assert_memory_equal(plain, "seventeen letters\x80\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0", 2 * STEP);
	text_free(&sealed);
}

static void
every_length_comes_back(void **state)
{
	static const char plain[] = "\x80 \0\x80\x80 at the end: \x80\0\0\x80"
	    "\0\x80\x80\0\0 and once more";
	struct text sealed = { 0 }, out = { 0 };

	(void)state;
	for (size_t len = 0; len < sizeof(plain); len++) {
		text_clear(&sealed);
		text_clear(&out);
		crypto_sealed_add(&sealed, key, STEP, bound, sizeof(bound),
		    plain, len);
		assert_int_equal(open_sealed(&out,
		    (unsigned char *)sealed.bytes, sealed.len), DONE);
		assert_int_equal(out.len, len);
		assert_memory_equal(out.bytes, plain, len);
		assert_int_equal(out.bytes[len], '\0');
	}
	text_free(&sealed);
	text_free(&out);
}

static void
malformed_padding_does_not_open(void **state)
{
	static const char *const padded[] = {
		"no mark at all..",		/* ends in text */
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
		"ends in one\x80\0\0\0\x01",
		"ends in one\x80\x01\0\0\0",
		"ends in one\x80\x01\x01\x01\x01",
		"in the midst\x80\0\x01\0",
		"\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x7f",
		/* More than a step of it. */
		"longer than it \x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
	};
	struct text out = { 0 };

	(void)state;
	text_puts(&out, "as it was");
	for (size_t i = 0; i < sizeof(padded) / sizeof(padded[0]); i++) {
		assert_int_equal(open_padded(&out, padded[i], i == 7 ?
		    2 * STEP : STEP), REFUSED);
		assert_int_equal(out.len, strlen("as it was"));
		assert_string_equal(out.bytes, "as it was");
	}
	assert_int_equal(open_padded(&out, "\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
	    STEP), DONE);
	assert_int_equal(open_padded(&out, "fifteen letters\x80", STEP), DONE);
	assert_string_equal(out.bytes, "as it wasfifteen letters");
	text_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(padding_is_one_mark_and_zeros),
		cmocka_unit_test(every_length_comes_back),
		cmocka_unit_test(malformed_padding_does_not_open),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
