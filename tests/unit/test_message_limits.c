/*
 * test_message_limits.c - what the MIME library is shown, and what it is not:
 * exactly at each limit, and one more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "mail/message_limits.h"

static const char *const address_fields[] = {
	"From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Resent-To",
	"rEPLY-tO", "To ", "From \t",
};
#define ADDRESS_FIELDS (sizeof(address_fields) / sizeof(address_fields[0]))

/* Before a header: nothing, or what makes it an inner one. */
static const char *const befores[] = {
	"", "From: a@example.org\n\n", "Subject: x\r\n\r\n--b\r\n",
	"Content-Type: message/rfc822\n\n", "no field\n", "X: y\n",
	"X: y\n  folded\n",
};
#define BEFORES (sizeof(befores) / sizeof(befores[0]))

static void
repeat(struct text *out, const char *s, size_t times)
{
	while (times-- > 0)
		text_puts(out, s);
}

/* Whether these bytes may be read; forgets them. */
static bool
may(struct text *m)
{
	const char *too_much = mail_message_too_much(m->bytes, m->len);

	text_clear(m);
	return too_much == NULL;
}

static bool
groups(const char *before, const char *field, const char *between, size_t n)
{
	struct text m = { 0 };
	bool good;

	text_printf(&m, "%s%s:", before, field);
	for (size_t i = 0; i < n; i++)
		text_printf(&m, "%sa:", between);
	text_puts(&m, "\n\nbody\n");
	good = may(&m);
	text_free(&m);
	return good;
}

static void
groups_are_counted_in_every_field_of_addresses(void **state)
{
	static const char *const betweens[] = {
		"", "\n ", "\r\n\t", "\"", "(", "b,", "b;"
	};
	size_t n = LIMIT_ADDRESS_COLONS;

	(void)state;
	for (size_t f = 0; f < ADDRESS_FIELDS; f++)
		for (size_t b = 0; b < BEFORES; b++)
			for (size_t i = 0; i < 7; i++) {
				assert_true(groups(befores[b],
				    address_fields[f], betweens[i], n));
				assert_false(groups(befores[b],
				    address_fields[f], betweens[i], n + 1));
			}
	assert_true(groups("", "Subject", "", 4 * n));
	assert_true(groups("", "X-Forefront-Antispam-Report", "", 4 * n));
}

static void
one_field_of_addresses_and_all_of_them_have_a_length(void **state)
{
	struct text m = { 0 };
	size_t fields = LIMIT_ADDRESSES_BYTES / LIMIT_ADDRESS_BYTES;

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		text_puts(&m, "To:");
		repeat(&m, ",", LIMIT_ADDRESS_BYTES - 4 + more);
		text_puts(&m, "\n\n");
		assert_int_equal(may(&m), more == 0);
		for (size_t i = 0; i < fields; i++) {
			text_puts(&m, "To:\n ");
			repeat(&m, ",", LIMIT_ADDRESS_BYTES - 6);
			text_puts(&m, "\n\n");
		}
		if (more == 1)
			text_puts(&m, "Cc:\n");
		assert_int_equal(may(&m), more == 0);
	}
	text_free(&m);
}

static void
a_field_and_a_header_have_a_length(void **state)
{
	struct text m = { 0 };
	size_t fields = LIMIT_HEADER_BYTES / LIMIT_FIELD_BYTES;

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		text_puts(&m, "X:");
		repeat(&m, "x", LIMIT_FIELD_BYTES - 3 + more);
		text_puts(&m, "\n");
		assert_int_equal(may(&m), more == 0);
		text_puts(&m, "X:");
		repeat(&m, "\n ", (LIMIT_FIELD_BYTES - 2) / 2 / 20);
		text_puts(&m, "\n");
		assert_true(may(&m));
		for (size_t i = 0; i < fields; i++) {
			text_puts(&m, "X:");
			repeat(&m, "x", LIMIT_FIELD_BYTES - 3);
			text_puts(&m, "\n");
		}
		text_puts(&m, more == 0 ? "\nX:\n" : "X:\n");
		assert_int_equal(may(&m), more == 0);
	}
	text_free(&m);
}

static void
a_header_has_so_many_lines_folded_or_not(void **state)
{
	static const char *const lines[] = { "a:\n", "To:b\r\n", " b\n" };
	struct text m = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t more = 0; more < 2; more++) {
			text_puts(&m, "Subject: x\n");
			repeat(&m, lines[i], LIMIT_HEADER_LINES - 1 + more);
			text_puts(&m, "\na:\n");
			assert_int_equal(may(&m), more == 0);
		}
	text_free(&m);
}

static void
comments_parts_and_boundaries_are_counted(void **state)
{
	static const char *const comments[] = {
		"To: ", "Date: ", "Received: ", "Content-Type: text/plain",
		"Message-ID: ",
	};
	struct text m = { 0 };

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		for (size_t i = 0; i < 5; i++) {
			text_puts(&m, comments[i]);
			repeat(&m, "()", 4 * LIMIT_FIELD_DEPTH);
			repeat(&m, "\n (", LIMIT_FIELD_DEPTH + more);
			assert_int_equal(may(&m), more == 0);
		}
		repeat(&m, "Content-Type: multipart/mixed; boundary=a\n\n--a\n",
		    LIMIT_TYPES + more);
		assert_int_equal(may(&m), more == 0);
		repeat(&m, "content-type \t:message/rfc822\n\n",
		    LIMIT_TYPES + more);
		assert_int_equal(may(&m), more == 0);
		repeat(&m, "--a\n\n", LIMIT_DASHES + more);
		assert_int_equal(may(&m), more == 0);
	}
	text_free(&m);
}

/* Its body is of no interest: no line of it is a header's. */
static void
a_large_letter_that_came_back_whole_may_be_read(void **state)
{
	struct text m = { 0 };

	(void)state;
	text_puts(&m, "From: MAILER-DAEMON@example.org\nTo: a@example.org\n");
	for (int i = 0; i < 400; i++)
		text_printf(&m, "X-MS-Exchange-%d: CIP:192.0.2.1;CTRY:;LANG:"
		    "en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:a;PTR:;CAT:NONE;SFS:(1)"
		    "(2)(3);DIR:OUT;\n", i);
	text_puts(&m, "Content-Type: multipart/report; boundary=\"b\"\n\n--b\n"
	    "Content-Type: application/pdf\n\n");
	repeat(&m, "JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBS"
	    "L0ZpbHRlci9G\n", 6000);
	text_puts(&m, "--b\nContent-Type: text/html\n\n<p>");
	repeat(&m, "een heel lange regel: met (haakjes) en: punten; ", 2000);
	text_puts(&m, "</p>\n--b--\n");
	assert_true(m.len > 512 * 1024);
	assert_true(may(&m));
	assert_null(mail_message_too_much("", 0));
	assert_null(mail_message_too_much(":", 1));
	assert_null(mail_message_too_much("\n \n: \n:", 7));
	text_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_counted_in_every_field_of_addresses),
		cmocka_unit_test(
		    one_field_of_addresses_and_all_of_them_have_a_length),
		cmocka_unit_test(a_field_and_a_header_have_a_length),
		cmocka_unit_test(a_header_has_so_many_lines_folded_or_not),
		cmocka_unit_test(comments_parts_and_boundaries_are_counted),
		cmocka_unit_test(
		    a_large_letter_that_came_back_whole_may_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
