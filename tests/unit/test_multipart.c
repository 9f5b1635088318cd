/*
 * test_multipart.c - promises about forms of one field that mail providers
 * post (RFC 8058).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "web/multipart.h"

#define TYPE "multipart/form-data; boundary=xX9"
#define NAMED "Content-Disposition: form-data; name=\"List-Unsubscribe\"\r\n"
#define GOOD "--xX9\r\n" NAMED "\r\nOne-Click\r\n--xX9--\r\n"

static bool
reads(const char *type, const char *body)
{
	struct multipart_field f;

	return multipart_one_field(&f, type, body, strlen(body)) &&
	    f.name_len == 16 && memcmp(f.name, "List-Unsubscribe", 16) == 0 &&
	    f.value_len == 9 && memcmp(f.value, "One-Click", 9) == 0;
}

static void
what_providers_send_is_read(void **state)
{
	static const char *const types[] = {
		TYPE, "Multipart/Form-Data;boundary=xX9",
		"multipart/form-data; boundary=\"xX9\"",
		"multipart/form-data; charset=UTF-8; boundary=xX9",
		"multipart/form-data ; BOUNDARY=xX9 ; charset=utf-8",
	};
	static const char *const bodies[] = {
		GOOD, "--xX9\r\n" NAMED "\r\nOne-Click\r\n--xX9--",
		"--xX9\r\ncontent-disposition:form-data;name=\"List-Unsubscribe"
		    "\"\r\n\r\nOne-Click\r\n--xX9--\r\n",
		"--xX9\r\nContent-Type: text/plain; charset=utf-8\r\n" NAMED
		    "Content-Length: 9\r\n\r\nOne-Click\r\n--xX9--\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		assert_true(reads(types[i], GOOD));
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		assert_true(reads(TYPE, bodies[i]));
}

static void
a_boundary_is_known_by_the_header_only(void **state)
{
	static const char *const types[] = {
		"", "multipart/form-data", "multipart/form-data;",
		"multipart/form-data; boundary",
		"multipart/mixed; boundary=xX9",
		"multipart/form-data; boundary=",
		"multipart/form-data; boundary=\"\"",
		"multipart/form-data; boundary=xX8",
		"multipart/form-data; boundary=xx9",
		"multipart/form-data; boundary=xX9; boundary=xX9",
		"multipart/form-data; boundary=\"xX9",
		"multipart/form-data; boundary=xX9 x",
		"multipart/form-data; boundary=xX9\t;;",
		"multipart/form-data, boundary=xX9",
		("multipart/form-data; boundary=0123456789012345678901234567890"
		    "1234567890123456789012345678901234567890"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		assert_false(reads(types[i], GOOD));
}

static void
anything_else_is_not_read(void **state)
{
	static const char *const bodies[] = {
		"", "--xX9", "--xX9--\r\n", "--xX9\r\n\r\n--xX9--\r\n",
		"x\r\n" GOOD, "\r\n" GOOD, GOOD "x", GOOD "\r\n",
		/* line ends that are none */
		"--xX9\n" NAMED "\r\nOne-Click\r\n--xX9--\r\n",
		"--xX9\r\n" NAMED "\nOne-Click\r\n--xX9--\r\n",
		"--xX9\r\n" NAMED "\r\nOne-Click\n--xX9--\r\n",
		/* no end, two parts, no name, two names, a file */
		"--xX9\r\n" NAMED "\r\nOne-Click\r\n--xX9\r\n",
		"--xX9\r\n" NAMED "\r\nOne-Click\r\n--xX9\r\n" NAMED
		    "\r\nOne-Click\r\n--xX9--\r\n",
		"--xX9\r\nContent-Type: text/plain\r\n\r\nOne-Click\r\n--xX9--",
		"--xX9\r\n" NAMED NAMED "\r\nOne-Click\r\n--xX9--\r\n",
		"--xX9\r\nContent-Disposition: form-data; name=\"List-"
		    "Unsubscribe\"; filename=\"x\"\r\n\r\nOne-Click\r\n--xX9--",
		"--xX9\r\nContent-Disposition: form-data; name=List-"
		    "Unsubscribe\r\n\r\nOne-Click\r\n--xX9--",
		"--xX9\r\nContent-Disposition: attachment; name=\"List-"
		    "Unsubscribe\"\r\n\r\nOne-Click\r\n--xX9--",
		/* another name, another value */
		"--xX9\r\nContent-Disposition: form-data; name=\"list-"
		    "unsubscribe\"\r\n\r\nOne-Click\r\n--xX9--",
		"--xX9\r\n" NAMED "\r\nOne-Click \r\n--xX9--\r\n",
		"--xX9\r\n" NAMED "\r\n\r\nOne-Click\r\n--xX9--\r\n",
		"--xX9\r\n" NAMED "\r\n--xX9--\r\n",
		/* headers without end */
		"--xX9\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\na:\r\n"
		    "a:\r\n" NAMED "\r\nOne-Click\r\n--xX9--\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		assert_false(reads(TYPE, bodies[i]));
}

static void
a_value_may_hold_what_looks_like_a_delimiter(void **state)
{
	static const char body[] = "--xX9\r\n" NAMED "\r\na\r\n--xX\r\n-\r\n--"
	    "\r\n--xX9--\r\n";
	struct multipart_field f;

	(void)state;
	assert_true(multipart_one_field(&f, TYPE, body, strlen(body)));
	assert_int_equal(f.value_len, strlen("a\r\n--xX\r\n-\r\n--"));
}

static void
what_is_cut_off_anywhere_is_not_read(void **state)
{
	struct multipart_field f = { .name = "as it was" };

	(void)state;
	for (size_t len = 0; len < strlen(GOOD); len++)
		if (len != strlen(GOOD) - 2) {
			assert_false(multipart_one_field(&f, TYPE, GOOD, len));
			assert_string_equal(f.name, "as it was");
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_providers_send_is_read),
		cmocka_unit_test(a_boundary_is_known_by_the_header_only),
		cmocka_unit_test(anything_else_is_not_read),
		cmocka_unit_test(a_value_may_hold_what_looks_like_a_delimiter),
		cmocka_unit_test(what_is_cut_off_anywhere_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
