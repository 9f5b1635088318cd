/*
 * test_rate.c - limits of letters are kept in every second and every minute,
 * and cost no speed below them.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "mail/rate.h"

#define START 1426500000000	/* milliseconds; any moment */

/* Letters that leave from then on, as fast as they may, until end. */
static int
leave(struct mail_rates *r, uint64_t domain, int64_t *now, int64_t end)
{
	int64_t wait, other;
	int letters = 0;

	for (;;) {
		wait = mail_rates_wait(r, *now);
		other = mail_rates_wait_for(r, domain, *now);
		if (other > wait)
			wait = other;
		if (*now + wait >= end)
			break;
		*now += wait;
		if (wait > 0)
			continue;
		mail_rates_take(r, domain, *now);
		letters++;
	}
	*now = end;
	return letters;
}

static void
without_limits_nothing_waits(void **state)
{
	struct mail_rates *r = mail_rates_new(0, 0);

	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint64_t domain = mail_domain("a@example.org");

		assert_int_equal(mail_rates_wait(r, START), 0);
		assert_int_equal(mail_rates_wait_for(r, domain, START), 0);
		mail_rates_take(r, domain, START);
	}
	mail_rates_free(r);
}

static void
a_second_gets_its_letters_and_a_tenth_more(void **state)
{
	static const int rates[] = { 1, 5, 50, 1000, 10000 };

	(void)state;
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		struct mail_rates *r = mail_rates_new(rates[i], 0);
		int64_t now = START;
		int burst = rates[i] < 20 ? 1 : rates[i] / 10;
		int first = leave(r, 1, &now, START + 1000);

		assert_in_range(first, rates[i], rates[i] + burst);
		for (int second = 2; second < 10; second++) {
			int n = leave(r, 1, &now, START + second * 1000);

			assert_in_range(n, rates[i] - 1, rates[i] + 1);
		}
		mail_rates_free(r);
	}
}

static void
what_was_not_used_is_saved_but_not_for_long(void **state)
{
	struct mail_rates *r = mail_rates_new(100, 0);
	int64_t now = START;

	(void)state;
	(void)leave(r, 1, &now, START + 1000);
	now += 3600000;
	assert_int_equal(mail_rates_wait(r, now), 0);
	assert_in_range(leave(r, 1, &now, now + 1000), 100, 110);
	mail_rates_free(r);
}

static void
a_domain_at_its_limit_is_overtaken(void **state)
{
	struct mail_rates *r = mail_rates_new(0, 6);
	uint64_t slow = mail_domain("a@SCHOOL.example"),
	    other = mail_domain("a@example.org");
	int64_t now = START;

	(void)state;
	assert_int_equal(slow, mail_domain("b@school.EXAMPLE"));
	assert_int_not_equal(slow, other);
	mail_rates_take(r, slow, now);
	assert_int_equal(mail_rates_wait_for(r, slow, now), 10000);
	assert_int_equal(mail_rates_wait_for(r, other, now), 0);
	assert_int_equal(mail_rates_wait(r, now), 0);
	now += 10000;
	assert_int_equal(mail_rates_wait_for(r, slow, now), 0);
	assert_in_range(leave(r, slow, &now, now + 600000), 60, 61);
	mail_rates_free(r);
}

/* As many domains as there are letters: each keeps its own limit, and those
 * that are at rest are forgotten. */
static void
every_domain_has_a_limit_of_its_own(void **state)
{
	struct mail_rates *r = mail_rates_new(0, 1);
	char address[64];
	int64_t now = START;

	(void)state;
	for (int round = 0; round < 3; round++, now += 60000)
		for (int i = 0; i < 20000; i++) {
			uint64_t domain;

			snprintf(address, sizeof(address), "x@d%d.example", i);
			domain = mail_domain(address);
			assert_int_equal(mail_rates_wait_for(r, domain, now),
			    0);
			mail_rates_take(r, domain, now);
			assert_int_equal(mail_rates_wait_for(r, domain, now),
			    60000);
		}
	mail_rates_free(r);
}

static void
a_clock_set_back_stops_nobody_for_long(void **state)
{
	struct mail_rates *r = mail_rates_new(2, 0);
	int64_t now = START;

	(void)state;
	mail_rates_take(r, 1, now);
	now -= 86400000;
	assert_int_equal(mail_rates_wait(r, now), 500);
	now += 500;
	assert_int_equal(mail_rates_wait(r, now), 0);
	mail_rates_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_limits_nothing_waits),
		cmocka_unit_test(a_second_gets_its_letters_and_a_tenth_more),
		cmocka_unit_test(what_was_not_used_is_saved_but_not_for_long),
		cmocka_unit_test(a_domain_at_its_limit_is_overtaken),
		cmocka_unit_test(every_domain_has_a_limit_of_its_own),
		cmocka_unit_test(a_clock_set_back_stops_nobody_for_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
