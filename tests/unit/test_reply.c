/*
 * test_reply.c - what is kept of a mail server's words, and what never is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mail/reply.h"

static void
assert_kept(const char *reply, const char *address, const char *kept)
{
	char out[MAIL_REPLY_MAX + 1];

	mail_reply_keep(out, reply, address);
	assert_string_equal(out, kept);
	assert_null(strchr(out, '@'));
}

static void
of_an_accepted_letter_only_the_codes_are_kept(void **state)
{
	(void)state;
	/* A queue number holds the time to the second, or closer. */
	assert_kept("250 2.0.0 Ok: queued as 4QXyZ12abc\r\n", "a@b.nl",
	    "250 2.0.0");
	assert_kept("250 OK id=1ZaBcD-0001Xy-2K\r\n", "a@b.nl", "250");
	assert_kept("250\r\n", "a@b.nl", "250");
	assert_kept("250 2.1 x\r\n", "a@b.nl", "250");
	assert_kept("", "a@b.nl", "");
}

static void
a_refusal_is_kept_without_the_address(void **state)
{
	(void)state;
	assert_kept("550 5.1.1 <Jan.Jansen@example.org>: no such user\r\n",
	    "jan.jansen@example.org", "550 5.1.1 [...] no such user");
	assert_kept("550 user JAN.JANSEN unknown; jan.jansen(at)x\r\n",
	    "jan.jansen@example.org", "550 user [...] unknown; [...]");
	assert_kept("550-5.7.1 first line\r\n550 5.7.1 second\r\n",
	    "jan@example.org", "550-5.7.1 first line 550 5.7.1 second");
	assert_kept("451 4.7.1 later\r\n", "jan@example.org",
	    "451 4.7.1 later");
}

static void
what_cannot_be_kept_becomes_what_can(void **state)
{
	char reply[3000], out[MAIL_REPLY_MAX + 1];

	(void)state;
	assert_kept("550 \x01\x1b[2J\x7f\xff\xc3\xa9\r\n", "a@b.nl",
	    "550 ??[2J????");
	memset(reply, 'y', sizeof(reply));
	memcpy(reply, "550 ", 4);
	reply[sizeof(reply) - 1] = '\0';
	mail_reply_keep(out, reply, "a@b.nl");
	assert_int_equal(strlen(out), MAIL_REPLY_MAX);
	memset(reply + 4, '@', sizeof(reply) - 5);
	mail_reply_keep(out, reply, "a@b.nl");
	assert_string_equal(out, "550 [...]");
}

static void
a_code_is_three_digits(void **state)
{
	(void)state;
	assert_int_equal(mail_reply_code("250 ok"), 250);
	assert_int_equal(mail_reply_code("421"), 421);
	assert_int_equal(mail_reply_code(""), 0);
	assert_int_equal(mail_reply_code("25"), 0);
	assert_int_equal(mail_reply_code("ok 250"), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_an_accepted_letter_only_the_codes_are_kept),
		cmocka_unit_test(a_refusal_is_kept_without_the_address),
		cmocka_unit_test(what_cannot_be_kept_becomes_what_can),
		cmocka_unit_test(a_code_is_three_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
