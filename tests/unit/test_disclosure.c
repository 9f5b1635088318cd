/*
 * test_disclosure.c - promises about small groups (definitions.md 3, R7; 1,
 * refusals that were answered after all).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/disclosure.h"

/* named is a string of one '1' or '0' per group. */
static void
assert_named(const size_t *responses, size_t count, const char *named)
{
	struct disclosure_group groups[8] = { 0 };
	size_t i;

	for (i = 0; i < count; i++)
		groups[i].responses = responses[i];
	disclosure_open(groups, count);
	for (i = 0; i < count; i++)
		assert_int_equal(groups[i].named, named[i] == '1');
}

static void
groups_of_ten_stand_beside_open_answers(void **state)
{
	(void)state;
	assert_named((const size_t[]){ 10, 59, 14 }, 3, "111");
	assert_named((const size_t[]){ 10 }, 1, "1");
	assert_named(NULL, 0, "");
}

static void
groups_below_ten_do_not(void **state)
{
	(void)state;
	assert_named((const size_t[]){ 9, 9, 40 }, 3, "001");
	assert_named((const size_t[]){ 9 }, 1, "0");
	assert_named((const size_t[]){ 5, 5, 10 }, 3, "001");
}

/* Drechtsteden 2015, uitvoering: the five of youth care would be the only
 * ones without a group, which names them. */
static void
no_group_is_known_by_elimination(void **state)
{
	(void)state;
	assert_named((const size_t[]){ 59, 14, 5 }, 3, "100");
	assert_named((const size_t[]){ 12, 12, 5 }, 3, "010");
	assert_named((const size_t[]){ 59, 5 }, 2, "00");
	/* Two together of fewer than ten are too few as well. */
	assert_named((const size_t[]){ 59, 14, 4, 4 }, 4, "1000");
	assert_named((const size_t[]){ 59, 14, 4, 6 }, 4, "1100");
}

static void
groups_without_responses_hide_nobody(void **state)
{
	(void)state;
	assert_named((const size_t[]){ 59, 14, 5, 0 }, 4, "1000");
	assert_named((const size_t[]){ 59, 0, 14 }, 3, "101");
}

static void
assert_closed(const size_t *responses, size_t count, const char *named)
{
	struct disclosure_group groups[8] = { 0 };

	for (size_t i = 0; i < count; i++)
		groups[i].responses = responses[i];
	disclosure_closed(groups, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(groups[i].named, named[i] == '1');
}

static void
groups_of_five_stand_beside_closed_answers(void **state)
{
	(void)state;
	assert_closed((const size_t[]){ 5, 59, 0 }, 3, "110");
	/* One that is small takes the smallest of the others with it. */
	assert_closed((const size_t[]){ 59, 7, 4, 7 }, 4, "1001");
	/* Enough small ones need no other. */
	assert_closed((const size_t[]){ 59, 2, 3, 7 }, 4, "1001");
	assert_closed((const size_t[]){ 5, 1 }, 2, "00");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_of_five_stand_beside_closed_answers),
		cmocka_unit_test(groups_of_ten_stand_beside_open_answers),
		cmocka_unit_test(groups_below_ten_do_not),
		cmocka_unit_test(no_group_is_known_by_elimination),
		cmocka_unit_test(groups_without_responses_hide_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
