/*
 * test_cookie.c - our one cookie among whatever else a browser sends.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "web/form.h"

static const char name[] = "__Host-aoj";

static void
expect(const char *header, const char *value)
{
	const char *found = NULL;
	size_t len = 0;

	assert_true(cookie_find(header, name, &found, &len));
	assert_int_equal(len, strlen(value));
	assert_memory_equal(found, value, len);
}

static void
expect_none(const char *header)
{
	const char *found = NULL;
	size_t len = 0;

	assert_false(cookie_find(header, name, &found, &len));
}

static void
our_cookie_is_found_among_others(void **state)
{
	(void)state;
	expect("__Host-aoj=abc", "abc");
	expect("a=1; __Host-aoj=abc", "abc");
	expect("__Host-aoj=abc; b=2", "abc");
	expect("a=1;__Host-aoj=abc;b=2", "abc");
	expect("a=1;  \t __Host-aoj=abc \t; b", "abc");
}

static void
the_tenth_cookie_counts_like_the_first(void **state)
{
	(void)state;
	expect("a=1; b=2; c=3; d=4; e=5; f=6; g=7; h=8; i=9; j=10; "
	    "__Host-aoj=abc", "abc");
}

static void
a_value_keeps_its_equals_signs(void **state)
{
	(void)state;
	expect("__Host-aoj=abc==", "abc==");
	expect("__Host-aoj=", "");
}

static void
a_name_that_only_begins_or_ends_alike_is_another(void **state)
{
	(void)state;
	expect_none("__Host-aojX=abc");
	expect_none("X__Host-aoj=abc");
	expect_none("__host-aoj=abc");
	expect_none("aoj=abc");
	expect_none("a=__Host-aoj=abc");
	expect_none("__Host-aoj =abc");
}

static void
no_cookie_is_none(void **state)
{
	(void)state;
	expect_none(NULL);
	expect_none("");
	expect_none(";");
	expect_none(" ; ;; ");
	expect_none("__Host-aoj");
	expect_none("__Host-aoj;=abc");
}

static void
two_that_differ_are_none_and_two_alike_are_one(void **state)
{
	(void)state;
	expect_none("__Host-aoj=abc; __Host-aoj=abd");
	expect_none("__Host-aoj=abc; __Host-aoj=ab");
	expect_none("__Host-aoj=abc; x=1; __Host-aoj=");
	expect("__Host-aoj=abc; __Host-aoj=abc", "abc");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_cookie_is_found_among_others),
		cmocka_unit_test(the_tenth_cookie_counts_like_the_first),
		cmocka_unit_test(a_value_keeps_its_equals_signs),
		cmocka_unit_test(
		    a_name_that_only_begins_or_ends_alike_is_another),
		cmocka_unit_test(no_cookie_is_none),
		cmocka_unit_test(
		    two_that_differ_are_none_and_two_alike_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
