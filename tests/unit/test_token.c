/*
 * test_token.c - promises about the personal link and what comes from it.
 * The vectors were computed with Python's hashlib.blake2b and base64.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "crypto/chance.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"

static const char wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";
static const char invitation[] = "01234567-89ab-4def-8123-456789abcdef";
static const char link[] = "gkeof6ooyqrs5siml43uqfaagu";

static void
example(struct token *t)
{
	unsigned char key[LINK_KEY_BYTES];
	size_t i;

	for (i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	crypto_token_derive(t, key, wave, invitation);
}

static void
assert_hex(const unsigned char *bytes, size_t len, const char *hex)
{
	char printed[2 * 64 + 1];

	text_hex(printed, bytes, len);
	assert_string_equal(printed, hex);
}

static void
a_link_is_the_same_for_all_time(void **state)
{
	char text[TOKEN_CHARS + 1];
	struct token t;

	(void)state;
	example(&t);
	assert_hex(t.bytes, TOKEN_BYTES, "3288e2f9cec4232ec90c5f3748140035");
	crypto_token_print(text, &t);
	assert_string_equal(text, link);
}

static void
what_comes_from_a_link_is_the_same_for_all_time(void **state)
{
	unsigned char out[DERIVED_BYTES], key[LINK_KEY_BYTES];
	char form[FORM_CHARS + 1], text[TOKEN_CHARS + 1];
	struct token t, weaker;
	size_t i;

	(void)state;
	example(&t);
	crypto_token_hash(out, &t);
	assert_hex(out, 32, "34ca1ccc4da41d5396ad3ac2537fa312"
	    "46e04e74af107ea9e7e972d220550042");
	crypto_draft_id(out, &t);
	assert_hex(out, 32, "7b8bf5c7f44653863db4d603f5532aeb"
	    "57a74bb943d093db92b3546c39238fcb");
	crypto_ballot_id(out, &t);
	assert_hex(out, 32, "74b47b539463b2737119c73c0a781d74"
	    "4b715e9f18376d07fe117385ace75744");
	crypto_refusal_id(out, &t);
	assert_hex(out, 32, "a8d895e058be83cca49befb8d8ae89c4"
	    "47f6d09138a48f86ddfeaa018e5b4138");
	crypto_form(form, &t);
	assert_string_equal(form,
	    "m9-qo2rEZivWytbFJwe_pLsnv_kncrdcvQcj1BzU830");
	crypto_unsubscribe(&weaker, &t);
	crypto_token_print(text, &weaker);
	assert_string_equal(text, "5l3rn256ozvpyp4nzsn6u2l2ry");
	crypto_unsubscribe_hash(out, &weaker);
	assert_hex(out, 32, "421cb5b3b7c4671df6a740ed7bc1c1ff"
	    "0376ca1df7560560c6d8a73f2ba2f2d3");
	crypto_stop_id(out, &weaker);
	assert_hex(out, 32, "31b4a89e6dcfd4203e7e7f37ee4317e1"
	    "6d74734233b461b3b4e508488a14e65b");
	for (i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	crypto_link_key_hash(out, key);
	assert_hex(out, 32, "d03bc947b08abaec412d9818a1a3e796"
	    "ade31ee935db7b1f984f568f75016af6");
}

static void
every_printed_link_reads_back(void **state)
{
	char text[TOKEN_CHARS + 1];
	struct token t, back;
	int i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		crypto_random(t.bytes, sizeof(t.bytes));
		crypto_token_print(text, &t);
		assert_int_equal(strlen(text), TOKEN_CHARS);
		assert_true(crypto_token_read(&back, text, TOKEN_CHARS));
		assert_memory_equal(t.bytes, back.bytes, TOKEN_BYTES);
	}
}

/* One token, one spelling: another character anywhere is another token or
 * none, and what is not read leaves the result as it was. */
static void
a_link_has_one_spelling(void **state)
{
	char text[TOKEN_CHARS + 1], again[TOKEN_CHARS + 1];
	struct token t, back;
	size_t i;
	int c;

	(void)state;
	example(&t);
	for (i = 0; i < TOKEN_CHARS; i++)
		for (c = 0; c < 256; c++) {
			crypto_token_print(text, &t);
			if (text[i] == (char)c)
				continue;
			text[i] = (char)c;
			memset(&back, 7, sizeof(back));
			if (crypto_token_read(&back, text, TOKEN_CHARS)) {
				assert_memory_not_equal(&back, &t, sizeof(t));
				crypto_token_print(again, &back);
				assert_memory_equal(again, text, TOKEN_CHARS);
			} else {
				assert_int_equal(back.bytes[0], 7);
				assert_int_equal(back.bytes[15], 7);
			}
		}
}

static void
only_canonical_links_are_read(void **state)
{
	struct token t;

	(void)state;
	assert_false(crypto_token_read(&t, "", 0));
	assert_false(crypto_token_read(&t, link, TOKEN_CHARS - 1));
	assert_false(crypto_token_read(&t, "gkeof6ooyqrs5siml43uqfaagua", 27));
	/* The two spare bits: …u ends in 00, …v in 01. */
	assert_false(crypto_token_read(&t, "gkeof6ooyqrs5siml43uqfaagv", 26));
	assert_false(crypto_token_read(&t, "Gkeof6ooyqrs5siml43uqfaagu", 26));
	assert_false(crypto_token_read(&t, "gkeof6ooyqrs5siml43uqfaag=", 26));
	assert_false(crypto_token_read(&t, "gkeof6 oyqrs5siml43uqfaagu", 26));
}

static void
links_differ_by_key_wave_and_invitation(void **state)
{
	unsigned char key[LINK_KEY_BYTES] = { 0 };
	struct token t, other;

	(void)state;
	crypto_token_derive(&t, key, wave, invitation);
	crypto_token_derive(&other, key, invitation, wave);
	assert_memory_not_equal(&t, &other, sizeof(t));
	crypto_token_derive(&other, key, wave, wave);
	assert_memory_not_equal(&t, &other, sizeof(t));
	key[31] = 1;
	crypto_token_derive(&other, key, wave, invitation);
	assert_memory_not_equal(&t, &other, sizeof(t));
}

static void
a_form_belongs_to_one_link(void **state)
{
	char form[FORM_CHARS + 1];
	struct token t, other;
	size_t i;

	(void)state;
	example(&t);
	other = t;
	other.bytes[0] ^= 1;
	crypto_form(form, &t);
	assert_true(crypto_form_is(&t, form, FORM_CHARS));
	assert_false(crypto_form_is(&other, form, FORM_CHARS));
	assert_false(crypto_form_is(&t, form, FORM_CHARS - 1));
	assert_false(crypto_form_is(&t, "", 0));
	for (i = 0; i < FORM_CHARS; i++) {
		form[i] ^= 1;
		assert_false(crypto_form_is(&t, form, FORM_CHARS));
		form[i] ^= 1;
	}
}

static void
nothing_derived_equals_anything_else(void **state)
{
	unsigned char out[7][DERIVED_BYTES];
	struct token t, weaker;
	size_t i, j;

	(void)state;
	example(&t);
	crypto_token_hash(out[0], &t);
	crypto_draft_id(out[1], &t);
	crypto_ballot_id(out[2], &t);
	crypto_unsubscribe(&weaker, &t);
	crypto_token_hash(out[3], &weaker);
	crypto_refusal_id(out[4], &t);
	crypto_stop_id(out[5], &weaker);
	crypto_stop_id(out[6], &t);
	for (i = 0; i < 7; i++)
		for (j = 0; j < i; j++)
			assert_memory_not_equal(out[i], out[j], 16);
	assert_memory_not_equal(&weaker, &t, sizeof(t));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_is_the_same_for_all_time),
		cmocka_unit_test(
		    what_comes_from_a_link_is_the_same_for_all_time),
		cmocka_unit_test(every_printed_link_reads_back),
		cmocka_unit_test(a_link_has_one_spelling),
		cmocka_unit_test(only_canonical_links_are_read),
		cmocka_unit_test(links_differ_by_key_wave_and_invitation),
		cmocka_unit_test(a_form_belongs_to_one_link),
		cmocka_unit_test(nothing_derived_equals_anything_else),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
