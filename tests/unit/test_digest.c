/*
 * test_digest.c - promises about hashes that several processes share, and
 * about chance. The vectors were computed with Python's hashlib.blake2b.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "crypto/ballot_list.h"
#include "crypto/chain.h"
#include "crypto/chance.h"
#include "crypto/digest.h"
#include "crypto/keyfile.h"

static void
assert_hash(const unsigned char hash[32], const char *right)
{
	char hex[65];

	text_hex(hex, hash, 32);
	assert_string_equal(hex, right);
}

static void
a_list_of_ballots_has_one_hash_in_any_order(void **state)
{
	struct listed_ballot list[3];
	unsigned char hash[32], other[32];

	(void)state;
	memset(&list[0], 255, 64);
	memset(&list[1], 1, 32);
	memset(list[1].digest, 9, 32);
	memset(&list[2], 2, 64);
	crypto_ballot_list_hash(hash, list, 3);
	assert_hash(hash, "fe7ea2c0afe32913158ced47bb4a9758"
	    "caee1bee1eed7afc632eba174f9e3e27");
	memset(&list[0], 2, 64);
	memset(&list[1], 255, 64);
	memset(&list[2], 1, 32);
	memset(list[2].digest, 9, 32);
	crypto_ballot_list_hash(other, list, 3);
	assert_memory_equal(hash, other, 32);
	list[2].digest[31] ^= 1;
	crypto_ballot_list_hash(other, list, 3);
	assert_memory_not_equal(hash, other, 32);
	crypto_ballot_list_hash(other, list, 2);
	assert_memory_not_equal(hash, other, 32);
	crypto_ballot_list_hash(other, NULL, 0);
	assert_hash(other, "ce52860f96b2a3cb4caebf86c0efd4c9"
	    "c2b3852541add1bd50d160f9725acce4");
}

static void
a_chain_depends_on_all_before_it(void **state)
{
	unsigned char first[32], second[32], other[32];
	const unsigned char none[32] = { 0 };

	(void)state;
	crypto_chain_next(first, none, "row one", 7);
	assert_hash(first, "27242d953c432a3600e7c34960194ca1"
	    "52c68ce8669bedac37ccf84de85f2d9b");
	crypto_chain_next(second, first, "row two", 7);
	crypto_chain_next(other, none, "row two", 7);
	assert_memory_not_equal(second, other, 32);
}

static void
a_document_has_one_hash(void **state)
{
	unsigned char hash[32];

	(void)state;
	crypto_document_hash(hash, "{}", 2);
	assert_hash(hash, "b981c3c4ea773a5033a81e683288d413"
	    "74cc35c23da82e417ffc6674abdd1064");
}

static void
every_order_is_as_likely_as_any_other(void **state)
{
	enum { ROUNDS = 24000 };
	size_t order[4], seen[256] = { 0 }, kinds = 0, i, key;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		crypto_shuffle(order, 4);
		key = order[0] << 6 | order[1] << 4 | order[2] << 2 | order[3];
		assert_true(order[0] < 4 && order[1] < 4 && order[2] < 4 &&
		    order[3] < 4);
		assert_int_equal((1u << order[0] | 1u << order[1] |
		    1u << order[2] | 1u << order[3]), 15);
		seen[key]++;
	}
	/* 1000 expected, 31 the deviation: seven of them off is a fault. */
	for (i = 0; i < 256; i++)
		if (seen[i] > 0) {
			kinds++;
			assert_in_range(seen[i], 780, 1220);
		}
	assert_int_equal(kinds, 24);
	crypto_shuffle(order, 1);
	assert_int_equal(order[0], 0);
	crypto_shuffle(NULL, 0);
}

static void
random_ids_are_uuids_of_version_four(void **state)
{
	char one[37], two[37];

	(void)state;
	crypto_uuid(one);
	crypto_uuid(two);
	assert_int_equal(strlen(one), 36);
	assert_int_equal(one[8], '-');
	assert_int_equal(one[23], '-');
	assert_int_equal(one[14], '4');
	assert_non_null(strchr("89ab", one[19]));
	assert_string_not_equal(one, two);
	assert_true(crypto_random_below(1) == 0);
	assert_in_range(crypto_random_below(3), 0, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_of_ballots_has_one_hash_in_any_order),
		cmocka_unit_test(a_chain_depends_on_all_before_it),
		cmocka_unit_test(a_document_has_one_hash),
		cmocka_unit_test(every_order_is_as_likely_as_any_other),
		cmocka_unit_test(random_ids_are_uuids_of_version_four),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
