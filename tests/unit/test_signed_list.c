/*
 * test_signed_list.c - promises about the list that post signs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/signed_list.h"

static const char written[] =
	"{\"v\":1,\"wave\":\"7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f\","
	"\"genuine\":9,\"foreign\":2,\"hash\":\"0505050505050505050505050505"
	"050505050505050505050505050505050505\",\"groups\":[{\"group\":\"ib\","
	"\"invited\":12,\"added\":1,\"corrected\":2,\"genuine\":9},{\"group\":"
	"\"jgz\",\"invited\":0,\"added\":0,\"corrected\":0,\"genuine\":0}]}";

static void
a_list_is_always_the_same_text(void **state)
{
	struct listed_group groups[] = {
		{ "ib", 12, 1, 2, 9 }, { "jgz", 0, 0, 0, 0 },
	};
	struct signed_list list = {
		.wave_id = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f",
		.genuine = 9, .foreign_found = 2, .groups = groups,
		.group_count = 2,
	};
	struct text out = { 0 };

	(void)state;
	memset(list.hash, 5, sizeof(list.hash));
	signed_list_write(&list, &out);
	assert_string_equal(out.bytes, written);
	text_free(&out);
}

static void
a_list_reads_back(void **state)
{
	struct signed_list list;
	struct text out = { 0 };

	(void)state;
	assert_int_equal(signed_list_read(written, strlen(written), &list),
	    DONE);
	assert_int_equal(list.genuine, 9);
	assert_int_equal(signed_list_group(&list, "ib")->corrected, 2);
	assert_null(signed_list_group(&list, "i"));
	signed_list_write(&list, &out);
	assert_string_equal(out.bytes, written);
	text_free(&out);
	signed_list_free(&list);
}

static void
what_is_no_list_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "null", "[]", "{}", "{\"v\":1}",
	};
	struct signed_list list;
	char text[sizeof(written)];
	char *number;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(signed_list_read(bad[i], strlen(bad[i]),
		    &list), REFUSED);
	for (size_t len = 0; len < strlen(written); len++)
		assert_int_equal(signed_list_read(written, len, &list),
		    REFUSED);
	/* Groups that do not add up. */
	memcpy(text, written, sizeof(written));
	number = strstr(text, "\"genuine\":9");
	number[10] = '8';
	assert_int_equal(signed_list_read(text, strlen(text), &list),
	    REFUSED);
}

static void
people_read_the_groups_that_have_anybody(void **state)
{
	const struct amended_group names[] = {
		{ "ib", "Intern begeleider" }, { "jgz", "JGZ" },
	};
	struct signed_list list;
	struct text out = { 0 };

	(void)state;
	assert_int_equal(signed_list_read(written, strlen(written), &list),
	    DONE);
	signed_list_print(&list, names, 2, &out);
	assert_string_equal(out.bytes,
	    "functiegroep       genodigd  toegevoegd  enveloppen\n"
	    "Intern begeleider        12           1           9\n");
	text_free(&out);
	signed_list_free(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_always_the_same_text),
		cmocka_unit_test(a_list_reads_back),
		cmocka_unit_test(what_is_no_list_is_refused),
		cmocka_unit_test(people_read_the_groups_that_have_anybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
