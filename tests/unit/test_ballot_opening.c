/*
 * test_ballot_opening.c - which group counts an envelope. What opens and what
 * is damaged is tested where it matters, on a real database (tests/cli).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actions/ballot_opening.h"

static void
a_merged_group_counts_where_it_was_merged(void **state)
{
	const struct function_group groups[] = {
		{ .code = "ib" },
		{ .code = "smw", .merged_into = "jgz" },
		{ .code = "jgz", .merged_into = "ib" },
	};
	const struct wave wave = { .groups = groups, .group_count = 3 };

	(void)state;
	assert_int_equal(ballot_group(&wave, "ib"), 0);
	assert_int_equal(ballot_group(&wave, "jgz"), 0);
	assert_int_equal(ballot_group(&wave, "smw"), 0);
	assert_int_equal(ballot_group(&wave, "onbekend"), 3);
}

static void
groups_merged_in_a_circle_count_nowhere(void **state)
{
	const struct function_group groups[] = {
		{ .code = "smw", .merged_into = "jgz" },
		{ .code = "jgz", .merged_into = "smw" },
		{ .code = "ib", .merged_into = "weg" },
	};
	const struct wave wave = { .groups = groups, .group_count = 3 };

	(void)state;
	assert_int_equal(ballot_group(&wave, "smw"), 3);
	assert_int_equal(ballot_group(&wave, "ib"), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_merged_group_counts_where_it_was_merged),
		cmocka_unit_test(groups_merged_in_a_circle_count_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
