/*
 * test_request_head.c - which bytes belong to a request.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/request_head.h"

/* Memory of exactly its size: reading further is an error. */
static enum request_head_state
read_bytes(struct request_head *out, const char *bytes, size_t len)
{
	char *copy = malloc(len + (len == 0));
	enum request_head_state state;

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	state = request_head_read(out, copy, len);
	free(copy);
	return state;
}

static enum request_head_state
read_request(struct request_head *out, const char *method, const char *fields)
{
	char bytes[512];
	int len = snprintf(bytes, sizeof(bytes), "%s / HTTP/1.1\r\nHost: x\r\n"
	    "%s\r\nbody", method, fields);

	assert_in_range(len, 0, (int)sizeof(bytes) - 1);
	return read_bytes(out, bytes, (size_t)len);
}

static void
expect_refused(const char *method, const char *fields)
{
	struct request_head head;

	if (read_request(&head, method, fields) != HEAD_REFUSED)
		fail_msg("%s is taken with %s", method, fields);
}

static void
expect_body(const char *method, const char *fields, size_t body_len)
{
	struct request_head head = { 0, 0 };

	if (read_request(&head, method, fields) != HEAD_READ)
		fail_msg("%s is refused with %s", method, fields);
	assert_int_equal(head.len, strlen(method) + strlen(fields) +
	    strlen(" / HTTP/1.1\r\nHost: x\r\n\r\n"));
	assert_int_equal(head.body_len, body_len);
}

static void
a_head_ends_with_its_empty_line(void **state)
{
	static const char whole[] = "POST / HTTP/1.1\r\nContent-Length: 3\r\n"
	    "\r\nabcdef\n\n\r\n\r\n";
	size_t end = (size_t)(strstr(whole, "abc") - whole);
	struct request_head head = { 7, 7 };

	(void)state;
	for (size_t len = 0; len < end; len++)
		assert_int_equal(read_bytes(&head, whole, len),
		    HEAD_UNFINISHED);
	assert_int_equal(head.len, 7);
	for (size_t len = end; len < sizeof(whole); len++) {
		assert_int_equal(read_bytes(&head, whole, len), HEAD_READ);
		assert_int_equal(head.len, end);
		assert_int_equal(head.body_len, 3);
	}
}

static void
a_length_belongs_to_a_method_with_a_body(void **state)
{
	(void)state;
	expect_body("POST", "Content-Length: 5\r\n", 5);
	expect_body("put", "content-LENGTH:0\r\n", 0);
	expect_body("PATCH", "Content-Length: \t 0012 \t\r\n", 12);
	expect_body("GET", "", 0);
	expect_body("POST", "Content_Length: 5\r\nX-Content-Length: 5\r\n", 0);
	for (size_t i = 0; i < 5; i++) {
		const char *method = (const char *[]){ "GET", "HEAD",
		    "DELETE", "OPTIONS", "POSTS" }[i];

		expect_body(method, "Accept: */*\r\n", 0);
		expect_refused(method, "Content-Length: 5\r\n");
		expect_refused(method, "content-length: 0\r\n");
		expect_refused(method, "Transfer-Encoding: chunked\r\n");
		expect_refused(method, "TRANSFER-ENCODING:identity\r\n");
	}
}

static void
only_one_reading_of_a_length_is_taken(void **state)
{
	static const char *const lengths[] = { "", " ", "+5", "-5", "0x5",
	    "5,5", "5 5", "5.", "5;", "1e3", "five", "\v5", "5\f",
	    "9999999999999999999" };
	char field[64];

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		(void)snprintf(field, sizeof(field), "Content-Length: %s\r\n",
		    lengths[i]);
		expect_refused("POST", field);
	}
	expect_body("POST", "Content-Length: 999999999999999999\r\n",
	    999999999999999999);
	expect_refused("POST", "Content-Length: 5\r\nContent-Length: 5\r\n");
	expect_refused("POST", "Content-Length: 5\r\ncontent-length: 6\r\n");
	expect_refused("POST", "Content-Length: 5\r\n"
	    "Transfer-Encoding: chunked\r\n");
	/* Kore answers 411. */
	expect_body("POST", "Transfer-Encoding: chunked\r\n", 0);
}

static void
a_line_that_others_read_otherwise_is_refused(void **state)
{
	struct request_head head;

	(void)state;
	expect_refused("GET", " X: y\r\n");
	expect_refused("GET", "X: y\r\n\tz\r\n");
	expect_refused("GET", "X : y\r\n");
	expect_refused("GET", "X\t: y\r\n");
	expect_refused("GET", ": y\r\n");
	expect_refused("GET", "X\r\n");
	expect_refused("GET", "X: y\nZ: z\r\n");
	expect_refused("GET", "X: y\rZ: z\r\n");
	expect_refused("GET", "X: y\n\r\n");
	expect_refused(" GET", "");
	expect_refused("", "");
	assert_int_equal(read_bytes(&head, "GET / HTTP/1.1\r\nX: \0\r\n\r\n",
	    23), HEAD_REFUSED);
	assert_int_equal(read_bytes(&head, "GET / HTTP/1.1\n", 15),
	    HEAD_REFUSED);
	assert_int_equal(read_bytes(&head, "\n", 1), HEAD_REFUSED);
}

static void
one_empty_line_before_a_request_is_ignored(void **state)
{
	struct request_head head = { 0, 0 };

	(void)state;
	assert_int_equal(read_bytes(&head, "\r\nGET / HTTP/1.1\r\n\r\n", 20),
	    HEAD_READ);
	assert_int_equal(head.len, 20);
	assert_int_equal(read_bytes(&head, "\r\n\r\nGET", 7), HEAD_REFUSED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_ends_with_its_empty_line),
		cmocka_unit_test(a_length_belongs_to_a_method_with_a_body),
		cmocka_unit_test(only_one_reading_of_a_length_is_taken),
		cmocka_unit_test(a_line_that_others_read_otherwise_is_refused),
		cmocka_unit_test(one_empty_line_before_a_request_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
