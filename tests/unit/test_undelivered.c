/*
 * test_undelivered.c - every way in which a letter does not arrive has its
 * reason, and every reason its words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/undelivered.h"

static void
a_permanent_status_has_a_reason_with_words(void **state)
{
	static const struct { const char *status, *reason; } all[] = {
		{ "5.1.1", "unknown_address" }, { "5.1.0", "unknown_address" },
		{ "5.1.10", "unknown_address" }, { "5.1.2", "unknown_domain" },
		{ "5.1.20", "unknown_address" }, { "5.1.6", "moved" },
		{ "5.1.8", "other" }, { "5.2.1", "closed" },
		{ "5.2.3", "too_large" }, { "5.3.4", "too_large" },
		{ "5.4.1", "unknown_address" }, { "5.4.4", "unreachable" },
		{ "5.4.14", "unreachable" }, { "5.0.0", "other" },
		{ "5.5.0", "other" }, { "5.6.1", "other" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_string_equal(undelivered_reason(all[i].status),
		    all[i].reason);
		assert_true(strlen(undelivered_words(all[i].reason)) > 10);
	}
}

static void
what_a_server_refused_or_put_off_is_told_apart(void **state)
{
	static const char *const statuses[] = { "5.2.2", "5.7.1", "4.7.1",
	    "5.1.1", "5.4.4", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(
			    undelivered_refused(statuses[i]),
			    undelivered_refused(statuses[k]));
	assert_string_equal(undelivered_refused("4.2.2"),
	    undelivered_refused("5.2.2"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_permanent_status_has_a_reason_with_words),
		cmocka_unit_test(
		    what_a_server_refused_or_put_off_is_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
