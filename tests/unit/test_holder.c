/*
 * test_holder.c - promises about opening codes and the shares they open.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/text.h"
#include "crypto/holder.h"
#include "crypto/keyfile.h"

#define MOST 6

static const char wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";
static const char example[] = "01234-56789-ABCDE-FGHJK-MNPQRB";

static bool
reads(const char *typed, char code[CODE_CHARS_MAX])
{
	return crypto_code_read(code, typed, strlen(typed));
}

static void
a_new_code_reads_back(void **state)
{
	char code[CODE_CHARS_MAX], back[CODE_CHARS_MAX];
	int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		crypto_code_new(code);
		assert_int_equal(strlen(code), strlen(example));
		assert_true(reads(code, back));
		assert_string_equal(code, back);
	}
}

static void
a_code_may_be_typed_carelessly(void **state)
{
	char code[CODE_CHARS_MAX];

	(void)state;
	assert_true(reads("0123456789abcdefghjkmnpqrb", code));
	assert_string_equal(code, example);
	assert_true(reads(" o l234 56789-abcde fghjk-\tmnpqr--B\r\n", code));
	assert_string_equal(code, example);
	assert_true(reads("OI234-56789-ABCDE-FGHJK-MNPQRB", code));
	assert_string_equal(code, example);
}

static void
no_single_slip_goes_unnoticed(void **state)
{
	static const char signs[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	char typed[CODE_CHARS_MAX], code[CODE_CHARS_MAX];
	size_t i, j;

	(void)state;
	for (i = 0; i < strlen(example); i++) {
		if (example[i] == '-')
			continue;
		for (j = 0; j < 32; j++) {
			strcpy(typed, example);
			typed[i] = signs[j];
			assert_int_equal(reads(typed, code),
			    typed[i] == example[i]);
		}
	}
}

static void
no_swap_of_two_signs_goes_unnoticed(void **state)
{
	char typed[CODE_CHARS_MAX], code[CODE_CHARS_MAX];
	size_t i, j;

	(void)state;
	for (i = 0; i < strlen(example); i++)
		for (j = 0; j < i; j++) {
			if (example[i] == '-' || example[j] == '-' ||
			    example[i] == example[j])
				continue;
			strcpy(typed, example);
			typed[i] = example[j];
			typed[j] = example[i];
			assert_false(reads(typed, code));
		}
}

static void
what_is_no_code_is_refused(void **state)
{
	const char *wrong[] = { "", "-", "0123", example + 1,
	    "001234-56789-ABCDE-FGHJK-MNPQRB",
	    "01234-56789-ABCDE-FGHJK-MNPQRB0",
	    "U1234-56789-ABCDE-FGHJK-MNPQRB",
	    "01234_56789_ABCDE_FGHJK_MNPQRB",
	    "01234-56789-ABCDE-FGHJK-MNPQR-\xc3\xab" };
	char code[CODE_CHARS_MAX] = "as it was";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(reads(wrong[i], code));
	assert_false(crypto_code_read(code, "01234\0" "56789ABCDEFGHJKMNPQRB",
	    27));
	assert_string_equal(code, "as it was");
}

/* Vector from Python: hashlib for the seed, RFC 7748 for the curve. */
static void
a_code_gives_one_pair_per_wave_and_name(void **state)
{
	unsigned char pk[32], sk[32], other[32];
	char hex[65];

	(void)state;
	crypto_code_pair(pk, sk, example, wave, "Ans de Vries");
	text_hex(hex, sk, 32);
	assert_string_equal(hex, "46d9c1e1856362c2a0efd991d711bf84"
	    "aa8972e2368faa640834c1e68096d54d");
	text_hex(hex, pk, 32);
	assert_string_equal(hex, "8078f8f43175c12ac1c31cb87fbdeb1f"
	    "9bc1cb57b4c84adfac0a3a86a11edd15");
	crypto_code_pair(other, sk, example, wave, "Ans de Vrie");
	assert_memory_not_equal(pk, other, 32);
	crypto_code_pair(other, sk, example,
	    "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e50", "Ans de Vries");
	assert_memory_not_equal(pk, other, 32);
}

/* A box of count holders, with everybody's pair. */
static struct {
	unsigned char pk[MOST][32], sk[MOST][32];
	unsigned char box[32], result[32], sealed[MOST][SEALED_SHARE_BYTES];
	unsigned char share[MOST][SHARE_BYTES];
} b;

static void
make_box(size_t count, size_t needed)
{
	size_t i;

	for (i = 0; i < count; i++)
		crypto_box_keypair(b.pk[i], b.sk[i]);
	assert_int_equal(crypto_box_make(b.box, b.result, b.sealed,
	    (const unsigned char (*)[32])b.pk, count, needed), DONE);
	for (i = 0; i < count; i++)
		assert_int_equal(crypto_share_open(b.share[i], b.sealed[i],
		    b.pk[i], b.sk[i]), DONE);
}

/* Opens with the holders whose bits are set, `needed` at most. */
static enum outcome
open_with(unsigned int who, unsigned char secret[32])
{
	unsigned char chosen[MOST][SHARE_BYTES];
	size_t i, n = 0;

	for (i = 0; i < MOST; i++)
		if (who & 1u << i)
			memcpy(chosen[n++], b.share[i], SHARE_BYTES);
	return crypto_box_recombine(secret, b.box,
	    (const unsigned char (*)[SHARE_BYTES])chosen, n);
}

static void
exactly_enough_holders_open_a_box(void **state)
{
	unsigned char secret[32], public_half[32];
	size_t count, needed;
	unsigned int who;

	(void)state;
	for (count = 1; count <= MOST; count++)
		for (needed = 1; needed <= count; needed++) {
			make_box(count, needed);
			for (who = 1; who < 1u << count; who++) {
				bool enough = (size_t)
				    __builtin_popcount(who) >= needed;

				memset(secret, 9, 32);
				assert_int_equal(open_with(who, secret),
				    enough ? DONE : REFUSED);
				if (!enough) {
					assert_int_equal(secret[0], 9);
					continue;
				}
				crypto_scalarmult_base(public_half, secret);
				assert_memory_equal(public_half, b.box, 32);
			}
		}
}

static void
a_box_of_three_with_two_opens_envelopes(void **state)
{
	unsigned char sealed[1024 + ENVELOPE_OVERHEAD], plain[1024];
	unsigned char secret[32];
	size_t len;

	(void)state;
	make_box(3, 2);
	crypto_envelope_seal(sealed, 1024, "hello", 5, b.box);
	assert_int_equal(open_with(5, secret), DONE);
	assert_int_equal(crypto_envelope_open(plain, &len, sealed,
	    sizeof(sealed), b.box, secret), DONE);
	assert_memory_equal(plain, "hello", 5);
}

static void
a_wrong_share_is_noticed(void **state)
{
	unsigned char secret[32];
	size_t i;

	(void)state;
	make_box(3, 2);
	for (i = 0; i < SHARE_BYTES; i++) {
		b.share[0][i] ^= 1;
		assert_int_equal(open_with(3, secret), REFUSED);
		b.share[0][i] ^= 1;
	}
	b.share[0][0] = 0;
	assert_int_equal(open_with(3, secret), REFUSED);
	memcpy(b.share[0], b.share[1], SHARE_BYTES);
	assert_int_equal(open_with(3, secret), REFUSED);
}

static void
shares_of_two_boxes_do_not_mix(void **state)
{
	unsigned char old[SHARE_BYTES], secret[32];

	(void)state;
	make_box(3, 2);
	memcpy(old, b.share[0], SHARE_BYTES);
	make_box(3, 2);
	memcpy(b.share[0], old, SHARE_BYTES);
	assert_int_equal(open_with(3, secret), REFUSED);
	assert_int_equal(open_with(6, secret), DONE);
}

static void
a_share_opens_for_its_holder_only(void **state)
{
	unsigned char share[SHARE_BYTES];
	size_t i;

	(void)state;
	make_box(2, 2);
	assert_int_equal(crypto_share_open(share, b.sealed[0], b.pk[1],
	    b.sk[1]), REFUSED);
	for (i = 0; i < SEALED_SHARE_BYTES; i++) {
		b.sealed[0][i] ^= 2;
		assert_int_equal(crypto_share_open(share, b.sealed[0], b.pk[0],
		    b.sk[0]), REFUSED);
		b.sealed[0][i] ^= 2;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_code_reads_back),
		cmocka_unit_test(a_code_may_be_typed_carelessly),
		cmocka_unit_test(no_single_slip_goes_unnoticed),
		cmocka_unit_test(no_swap_of_two_signs_goes_unnoticed),
		cmocka_unit_test(what_is_no_code_is_refused),
		cmocka_unit_test(a_code_gives_one_pair_per_wave_and_name),
		cmocka_unit_test(exactly_enough_holders_open_a_box),
		cmocka_unit_test(a_box_of_three_with_two_opens_envelopes),
		cmocka_unit_test(a_wrong_share_is_noticed),
		cmocka_unit_test(shares_of_two_boxes_do_not_mix),
		cmocka_unit_test(a_share_opens_for_its_holder_only),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
