/*
 * test_try_code.c - promises about a code that is typed back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actions/try_code.h"
#include "crypto/holder.h"
#include "crypto/keyfile.h"

static const char wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";
static char names[2][8] = { "Ans", "Bert" };
static struct holder holders[2];
static char codes[2][CODE_CHARS_MAX];
static unsigned char box[32];

static int
two_holders_with_a_box(void **state)
{
	unsigned char shares[2][SEALED_SHARE_BYTES], publics[2][32], sk[32];
	unsigned char result[32];
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		crypto_code_new(codes[i]);
		crypto_code_pair(publics[i], sk, codes[i], wave, names[i]);
	}
	if (crypto_box_make(box, result, shares,
	    (const unsigned char (*)[32])publics, 2, 2) != DONE)
		return 1;
	memset(holders, 0, sizeof(holders));
	for (i = 0; i < 2; i++) {
		holders[i].name = names[i];
		holders[i].has_code = true;
		memcpy(holders[i].code_public, publics[i], 32);
		memcpy(holders[i].share, shares[i], SEALED_SHARE_BYTES);
		holders[i].share_len = SEALED_SHARE_BYTES;
	}
	return 0;
}

static enum outcome
try(size_t holder, const char *typed, unsigned char *share,
    struct problem *why)
{
	why->code = PROBLEM_NONE;
	return try_code(wave, &holders[holder], typed, strlen(typed), share,
	    why);
}

static void
a_holder_opens_the_own_share(void **state)
{
	unsigned char shares[2][SHARE_BYTES], secret[32];
	struct problem why;

	(void)state;
	assert_int_equal(try(0, codes[0], shares[0], &why), DONE);
	assert_int_equal(try(1, codes[1], shares[1], &why), DONE);
	assert_int_equal(crypto_box_recombine(secret, box,
	    (const unsigned char (*)[SHARE_BYTES])shares, 2), DONE);
}

static void
somebody_elses_code_is_not_mine(void **state)
{
	unsigned char share[SHARE_BYTES];
	struct problem why;

	(void)state;
	assert_int_equal(try(0, codes[1], share, &why), ABSENT);
	holders[0].has_code = false;
	assert_int_equal(try(0, codes[0], share, &why), ABSENT);
}

static void
a_slip_is_refused_without_repeating_it(void **state)
{
	unsigned char share[SHARE_BYTES];
	struct problem why;

	(void)state;
	codes[0][2] = codes[0][2] == 'Z' ? 'Y' : 'Z';
	assert_int_equal(try(0, codes[0], share, &why), REFUSED);
	assert_int_equal(why.code, PROBLEM_CODE);
	assert_null(strstr(why.text, codes[0]));
	assert_int_equal(try(0, "", share, &why), REFUSED);
}

static void
a_changed_share_names_its_holder(void **state)
{
	unsigned char share[SHARE_BYTES];
	struct problem why;

	(void)state;
	holders[0].share[40] ^= 1;
	assert_int_equal(try(0, codes[0], share, &why), REFUSED);
	assert_int_equal(why.code, PROBLEM_CODE);
	assert_non_null(strstr(why.text, "Ans"));
	holders[0].share_len = 0;
	assert_int_equal(try(0, codes[0], share, &why), REFUSED);
}

#define test(name) cmocka_unit_test_setup(name, two_holders_with_a_box)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_holder_opens_the_own_share),
		test(somebody_elses_code_is_not_mine),
		test(a_slip_is_refused_without_repeating_it),
		test(a_changed_share_names_its_holder),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
