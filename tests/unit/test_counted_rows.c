/*
 * test_counted_rows.c - promises about the hash of all that was counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "crypto/counted_rows.h"
#include "domain/answers.h"

static void
hash_of(unsigned char out[32], bool turned, const char *group,
    const char *text)
{
	struct counted_rows rows = { .hashes = NULL };

	if (turned)
		counted_rows_add_open(&rows, "uitvoering", 1, "u_trots", NULL,
		    text);
	counted_rows_add_response(&rows, "uitvoering", 1, group, "{}");
	if (!turned)
		counted_rows_add_open(&rows, "uitvoering", 1, "u_trots", NULL,
		    text);
	counted_rows_hash(&rows, out);
	counted_rows_free(&rows);
}

static void
rows_have_one_hash_in_any_order(void **state)
{
	unsigned char hash[32], other[32];

	(void)state;
	hash_of(hash, false, "ib", "x");
	hash_of(other, true, "ib", "x");
	assert_memory_equal(hash, other, 32);
	hash_of(other, false, "ib", "y");
	assert_memory_not_equal(hash, other, 32);
	hash_of(other, false, NULL, "x");
	assert_memory_not_equal(hash, other, 32);
	hash_of(other, false, "", "x");
	assert_memory_not_equal(hash, other, 32);
}

static void
answers_have_one_form_however_they_were_spelled(void **state)
{
	static const char stored[] = "{\"b\": [\"x\", \"\\u00e9\"], \"a\": 8}";
	struct text out = { 0 };

	(void)state;
	assert_int_equal(answers_canonical(stored, sizeof(stored) - 1, &out),
	    DONE);
	assert_string_equal(out.bytes,
	    "{\"a\":8,\"b\":[\"x\",\"\xc3\xa9\"]}");
	assert_int_equal(answers_canonical("[]", 2, &out), REFUSED);
	assert_int_equal(answers_canonical("{", 1, &out), REFUSED);
	text_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_have_one_hash_in_any_order),
		cmocka_unit_test(
		    answers_have_one_form_however_they_were_spelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
