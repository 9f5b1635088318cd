/*
 * test_draft.c - promises about half-filled answers under two keys.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "crypto/draft.h"
#include "crypto/keyfile.h"

#define OVERHEAD 40
#define SIZE 8192

static const char wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";
static const unsigned char key[DRAFT_KEY_BYTES] =
    "0123456789abcdef0123456789abcde";
static const struct token mine = { "fifteen letters" };

static void
draft_of(struct text *sealed, size_t len)
{
	char *plain = malloc(len + 1);
	size_t i;

	for (i = 0; i < len; i++)
		plain[i] = (char)('a' + i % 26);
	crypto_draft_seal(sealed, key, wave, &mine, SIZE, plain, len);
	free(plain);
}

static enum outcome
open_draft(struct text *out, const struct text *sealed)
{
	return crypto_draft_open(out, key, wave, &mine, SIZE,
	    (const unsigned char *)sealed->bytes, sealed->len);
}

static void
a_draft_comes_back_as_it_was(void **state)
{
	const size_t lens[] = { 0, 1, 100, 4094, 4095, 4096, 4097, SIZE - 1 };
	struct text sealed, plain;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		memset(&sealed, 0, sizeof(sealed));
		memset(&plain, 0, sizeof(plain));
		draft_of(&sealed, lens[i]);
		assert_int_equal(open_draft(&plain, &sealed), DONE);
		assert_int_equal(plain.len, lens[i]);
		if (lens[i] > 30)
			assert_int_equal(plain.bytes[27], 'b');
		text_free(&sealed);
		text_free(&plain);
	}
}

/* Length tells what somebody wrote: all drafts look alike. */
static void
drafts_have_one_size(void **state)
{
	struct text sealed = { 0 }, plain = { 0 };

	(void)state;
	for (size_t len = 0; len < SIZE; len += 273) {
		text_clear(&sealed);
		draft_of(&sealed, len);
		assert_int_equal(sealed.len, SIZE + OVERHEAD);
	}
	assert_int_equal(crypto_draft_open(&plain, key, wave, &mine, SIZE / 2,
	    (const unsigned char *)sealed.bytes, sealed.len), REFUSED);
	assert_int_equal(crypto_draft_open(&plain, key, wave, &mine, SIZE * 2,
	    (const unsigned char *)sealed.bytes, sealed.len), REFUSED);
	text_free(&sealed);
}

static void
a_draft_with_one_changed_byte_does_not_open(void **state)
{
	struct text sealed = { 0 }, plain = { 0 };
	size_t i;

	(void)state;
	draft_of(&sealed, 50);
	for (i = 0; i < sealed.len; i++) {
		sealed.bytes[i] ^= 0x10;
		assert_int_equal(open_draft(&plain, &sealed), REFUSED);
		sealed.bytes[i] ^= 0x10;
	}
	assert_int_equal(plain.len, 0);
	assert_int_equal(open_draft(&plain, &sealed), DONE);
	text_free(&sealed);
	text_free(&plain);
}

static void
a_cut_draft_does_not_open(void **state)
{
	struct text sealed = { 0 }, plain = { 0 };
	size_t full;

	(void)state;
	draft_of(&sealed, 5000);
	full = sealed.len;
	for (sealed.len = 0; sealed.len < full; sealed.len += 8)
		assert_int_equal(open_draft(&plain, &sealed), REFUSED);
	sealed.len = full - 4096;
	assert_int_equal(open_draft(&plain, &sealed), REFUSED);
	text_free(&sealed);
	text_free(&plain);
}

static void
a_draft_needs_both_keys_and_its_own_wave(void **state)
{
	unsigned char other_key[DRAFT_KEY_BYTES];
	struct token other = mine;
	struct text sealed = { 0 }, plain = { 0 };
	const unsigned char *bytes;

	(void)state;
	draft_of(&sealed, 50);
	bytes = (const unsigned char *)sealed.bytes;
	memcpy(other_key, key, sizeof(key));
	other_key[31] ^= 1;
	other.bytes[15] ^= 1;
	assert_int_equal(crypto_draft_open(&plain, other_key, wave, &mine,
	    SIZE, bytes, sealed.len), REFUSED);
	assert_int_equal(crypto_draft_open(&plain, key, wave, &other,
	    SIZE, bytes, sealed.len), REFUSED);
	assert_int_equal(crypto_draft_open(&plain, key,
	    "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e50", &mine,
	    SIZE, bytes, sealed.len), REFUSED);
	text_free(&sealed);
	text_free(&plain);
}

static void
the_same_draft_twice_looks_different(void **state)
{
	struct text one = { 0 }, two = { 0 };

	(void)state;
	draft_of(&one, 50);
	draft_of(&two, 50);
	assert_memory_not_equal(one.bytes, two.bytes, DRAFT_NONCE_BYTES);
	assert_memory_not_equal(one.bytes + 24, two.bytes + 24, 64);
	text_free(&one);
	text_free(&two);
}

/* What stands before in the buffer stays: seal and open add at the end. */
static void
sealing_and_opening_add_at_the_end(void **state)
{
	struct text sealed = { 0 }, plain = { 0 };

	(void)state;
	text_puts(&sealed, "x");
	draft_of(&sealed, 3);
	text_puts(&plain, "was: ");
	assert_int_equal(crypto_draft_open(&plain, key, wave, &mine,
	    SIZE, (const unsigned char *)sealed.bytes + 1, sealed.len - 1),
	    DONE);
	assert_string_equal(plain.bytes, "was: abc");
	text_free(&sealed);
	text_free(&plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_draft_comes_back_as_it_was),
		cmocka_unit_test(drafts_have_one_size),
		cmocka_unit_test(a_draft_with_one_changed_byte_does_not_open),
		cmocka_unit_test(a_cut_draft_does_not_open),
		cmocka_unit_test(a_draft_needs_both_keys_and_its_own_wave),
		cmocka_unit_test(the_same_draft_twice_looks_different),
		cmocka_unit_test(sealing_and_opening_add_at_the_end),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
