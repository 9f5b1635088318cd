/*
 * test_tally.c - promises about the sealed numbers of a run: the same size
 * whatever they are, and nobody's but the one key's, for the one run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/keyfile.h"
#include "crypto/tally.h"

static const char wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";
static const char run[] = "01234567-89ab-4def-8123-456789abcdef";
static const char other[] = "01234567-89ab-4def-8123-456789abcdee";

static unsigned char key[LINK_KEY_BYTES];

static void
seal(struct text *out, uint32_t letters, uint32_t sent, uint32_t given_up)
{
	const struct tally t = { letters, sent, given_up };

	crypto_tally_seal(out, key, wave, run, &t);
}

static enum outcome
open_as(struct tally *t, const char *wave_id, const char *run_id,
    const struct text *sealed)
{
	return crypto_tally_open(t, key, wave_id, run_id,
	    (const unsigned char *)sealed->bytes, sealed->len);
}

static void
what_is_sealed_comes_back(void **state)
{
	static const uint32_t numbers[][3] = {
		{ 0, 0, 0 }, { 200, 120, 3 }, { 1, 256, 65536 },
		{ UINT32_MAX, 0x80000000, 0x01020304 },
	};
	struct tally t;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct text sealed = { 0 };

		seal(&sealed, numbers[i][0], numbers[i][1], numbers[i][2]);
		assert_int_equal(sealed.len, TALLY_BYTES);
		assert_int_equal(open_as(&t, wave, run, &sealed), DONE);
		assert_int_equal(t.letters, numbers[i][0]);
		assert_int_equal(t.sent, numbers[i][1]);
		assert_int_equal(t.given_up, numbers[i][2]);
		text_free(&sealed);
	}
}

static void
the_same_numbers_never_look_the_same(void **state)
{
	struct text one = { 0 }, two = { 0 };

	(void)state;
	seal(&one, 50, 20, 0);
	seal(&two, 50, 20, 0);
	assert_memory_not_equal(one.bytes, two.bytes, TALLY_BYTES);
	text_free(&one);
	text_free(&two);
}

static void
it_opens_for_its_own_run_and_key_only(void **state)
{
	struct text sealed = { 0 };
	struct tally t = { 7, 7, 7 };

	(void)state;
	seal(&sealed, 50, 20, 1);
	assert_int_equal(open_as(&t, wave, other, &sealed), REFUSED);
	assert_int_equal(open_as(&t, run, run, &sealed), REFUSED);
	key[0] ^= 1;
	assert_int_equal(open_as(&t, wave, run, &sealed), REFUSED);
	key[0] ^= 1;
	for (size_t i = 0; i < sealed.len; i++) {
		sealed.bytes[i] ^= 1;
		assert_int_equal(open_as(&t, wave, run, &sealed), REFUSED);
		sealed.bytes[i] ^= 1;
	}
	for (size_t i = 0; i < sealed.len; i++)
		assert_int_equal(crypto_tally_open(&t, key, wave, run,
		    (const unsigned char *)sealed.bytes, i), REFUSED);
	assert_int_equal(t.letters, 7);
	assert_int_equal(open_as(&t, wave, run, &sealed), DONE);
	text_free(&sealed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sealed_comes_back),
		cmocka_unit_test(the_same_numbers_never_look_the_same),
		cmocka_unit_test(it_opens_for_its_own_run_and_key_only),
	};

	crypto_open();
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
