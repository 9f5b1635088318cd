/*
 * test_signature.c - promises about signatures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/keyfile.h"
#include "crypto/signature.h"

static const char text[] = "{\"genuine\":3}";
#define LEN (sizeof(text) - 1)

static void
a_signature_is_of_one_text_one_kind_and_one_key(void **state)
{
	unsigned char seed[32], public_key[32], other[32];
	unsigned char signature[SIGNATURE_BYTES];
	char changed[sizeof(text)];

	(void)state;
	memset(seed, 3, sizeof(seed));
	crypto_sign_public(public_key, seed);
	crypto_sign_text(signature, seed, SIGN_LIST, text, LEN);
	assert_true(crypto_sign_is(signature, public_key, SIGN_LIST, text,
	    LEN));
	assert_false(crypto_sign_is(signature, public_key, SIGN_COUNT, text,
	    LEN));
	assert_false(crypto_sign_is(signature, public_key, SIGN_LIST, text,
	    LEN - 1));
	for (size_t i = 0; i < LEN; i++) {
		memcpy(changed, text, sizeof(text));
		changed[i] ^= 1;
		assert_false(crypto_sign_is(signature, public_key, SIGN_LIST,
		    changed, LEN));
	}
	seed[0]++;
	crypto_sign_public(other, seed);
	assert_false(crypto_sign_is(signature, other, SIGN_LIST, text, LEN));
	signature[63] ^= 1;
	assert_false(crypto_sign_is(signature, public_key, SIGN_LIST, text,
	    LEN));
}

static void
the_key_of_results_comes_from_the_box_alone(void **state)
{
	unsigned char secret[32] = { 1 }, seed[32], again[32];

	(void)state;
	crypto_result_seed(seed, secret);
	crypto_result_seed(again, secret);
	assert_memory_equal(seed, again, 32);
	assert_memory_not_equal(seed, secret, 32);
	secret[31] = 1;
	crypto_result_seed(again, secret);
	assert_memory_not_equal(seed, again, 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_signature_is_of_one_text_one_kind_and_one_key),
		cmocka_unit_test(the_key_of_results_comes_from_the_box_alone),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
