/*
 * test_sender_domain.c - which senders belong to which link.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/sender_domain.h"

static enum sender_domain
of(const char *address, const char *link)
{
	return mail_sender_domain(address, link,
	    " declared.nl,mail.other.nl ");
}

static void
one_registered_domain_is_one_sender(void **state)
{
	(void)state;
	assert_int_equal(of("m@example.org", "https://example.org"),
	    SENDER_OWN);
	assert_int_equal(of("m@Example.ORG", "https://a.b.example.org:8443"),
	    SENDER_OWN);
	assert_int_equal(of("m@mail.example.org", "https://www.example.org"),
	    SENDER_OWN);
	assert_int_equal(of("m@mail.example.org", "https://example.org"),
	    SENDER_OWN);
}

static void
what_only_ends_alike_is_another_sender(void **state)
{
	(void)state;
	assert_int_equal(of("m@notexample.org", "https://example.org"),
	    SENDER_FOREIGN);
	assert_int_equal(of("m@example.nl", "https://example.org"),
	    SENDER_FOREIGN);
	/* Two customers of one registry, and a registry. */
	assert_int_equal(of("m@a.co.uk", "https://b.co.uk"), SENDER_FOREIGN);
	assert_int_equal(of("m@co.uk", "https://b.co.uk"), SENDER_FOREIGN);
	assert_int_equal(of("m@nl", "https://b.nl"), SENDER_FOREIGN);
	assert_int_equal(of("m", "https://b.nl"), SENDER_FOREIGN);
	assert_int_equal(of("m@", "https://b.nl"), SENDER_FOREIGN);
}

static void
a_declared_name_stands_for_itself_alone(void **state)
{
	(void)state;
	assert_int_equal(of("m@declared.nl", "https://example.org"),
	    SENDER_DECLARED);
	assert_int_equal(of("m@mail.other.nl", "https://example.org"),
	    SENDER_DECLARED);
	assert_int_equal(of("m@other.nl", "https://example.org"),
	    SENDER_FOREIGN);
	assert_int_equal(of("m@x.declared.nl", "https://example.org"),
	    SENDER_FOREIGN);
	assert_int_equal(mail_sender_domain("m@a.nl", "https://b.nl", ""),
	    SENDER_FOREIGN);
}

static void
a_link_to_this_computer_fits_any_sender(void **state)
{
	static const char *const local[] = { "http://localhost:8080",
	    "http://127.0.0.1:8800", "http://[::1]:8800" };

	(void)state;
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		assert_int_equal(of("m@example.org", local[i]), SENDER_LOCAL);
	assert_int_equal(of("m@example.org", "https://127.example.nl"),
	    SENDER_FOREIGN);
	assert_int_equal(of("m@example.org", "https://localhost.example.nl"),
	    SENDER_FOREIGN);
}

static void
the_host_of_a_link_is_taken_out(void **state)
{
	char host[256], long_link[400] = "https://";

	(void)state;
	mail_link_host(host, "https://monitor.example.org:8443");
	assert_string_equal(host, "monitor.example.org");
	mail_link_host(host, "http://[::1]:8080");
	assert_string_equal(host, "[::1]");
	memset(long_link + 8, 'a', 350);
	mail_link_host(host, long_link);
	assert_int_equal(strlen(host), 255);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_registered_domain_is_one_sender),
		cmocka_unit_test(what_only_ends_alike_is_another_sender),
		cmocka_unit_test(a_declared_name_stands_for_itself_alone),
		cmocka_unit_test(a_link_to_this_computer_fits_any_sender),
		cmocka_unit_test(the_host_of_a_link_is_taken_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
