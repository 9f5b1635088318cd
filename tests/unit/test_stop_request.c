/*
 * test_stop_request.c - promises about when a request for no more mail is
 * believed: against the rule as definitions.md words it, on random requests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/chance.h"
#include "domain/stop_request.h"

#define MOST 60

/* Requests of one domain on one day. */
static size_t
believed_of(size_t asked, size_t people, enum stop_word word)
{
	struct stop_domain domain = { people, word };
	struct stop_ask asks[MOST];
	size_t believed = 0;

	for (size_t i = 0; i < asked; i++)
		asks[i] = (struct stop_ask){ 0, 5, false };
	stop_judge(asks, asked, &domain);
	for (size_t i = 0; i < asked; i++)
		believed += asks[i].believed;
	return believed;
}

static void
up_to_three_people_of_a_domain_are_believed(void **state)
{
	(void)state;
	assert_int_equal(believed_of(1, 1, STOP_UNDECIDED), 1);
	assert_int_equal(believed_of(3, 3, STOP_UNDECIDED), 3);
	assert_int_equal(believed_of(4, 4, STOP_UNDECIDED), 0);
	stop_judge(NULL, 0, NULL);
}

static void
more_are_believed_up_to_a_fifth_of_its_people(void **state)
{
	(void)state;
	assert_int_equal(believed_of(4, 20, STOP_UNDECIDED), 4);
	assert_int_equal(believed_of(4, 19, STOP_UNDECIDED), 0);
	assert_int_equal(believed_of(20, 100, STOP_UNDECIDED), 20);
	assert_int_equal(believed_of(21, 100, STOP_UNDECIDED), 0);
}

static void
an_administrator_s_word_about_a_domain_decides(void **state)
{
	(void)state;
	assert_int_equal(believed_of(12, 12, STOP_PEOPLE), 12);
	assert_int_equal(believed_of(1, 40, STOP_SCANNER), 0);
}

/* A scanner that comes by every 45 seconds is a scanner; a day later it is
 * somebody else. */
static void
a_day_is_judged_as_a_whole_and_by_itself(void **state)
{
	struct stop_domain domain = { 10, STOP_UNDECIDED };
	struct stop_ask asks[8];

	(void)state;
	for (size_t i = 0; i < 8; i++)
		asks[i] = (struct stop_ask){ 0, i < 3 ? 9 : 8, false };
	stop_judge(asks, 8, &domain);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(asks[i].believed, i < 3);
}

static void
a_request_of_no_known_domain_is_believed(void **state)
{
	struct stop_ask asks[6];

	(void)state;
	for (size_t i = 0; i < 6; i++)
		asks[i] = (struct stop_ask){ STOP_NO_DOMAIN, 1, false };
	stop_judge(asks, 6, NULL);
	for (size_t i = 0; i < 6; i++)
		assert_true(asks[i].believed);
}

static bool
as_the_rule_says(const struct stop_ask *asks, size_t count, size_t i,
    const struct stop_domain *domains)
{
	const struct stop_domain *d = &domains[asks[i].domain];
	size_t asked = 0;

	for (size_t k = 0; k < count; k++)
		asked += asks[k].domain == asks[i].domain &&
		    asks[k].day == asks[i].day;
	if (d->word != STOP_UNDECIDED)
		return d->word == STOP_PEOPLE;
	return asked <= 3 || asked * 5 <= d->people;
}

static void
random_requests_are_judged_as_the_rule_says(void **state)
{
	struct stop_domain domains[4];
	struct stop_ask asks[MOST];

	(void)state;
	for (int round = 0; round < 2000; round++) {
		size_t count = crypto_random_below(MOST + 1);
		bool needed;

		for (size_t d = 0; d < 4; d++)
			domains[d] = (struct stop_domain){
			    crypto_random_below(60),
			    crypto_random_below(8) == 0 ?
			    (enum stop_word)crypto_random_below(3) :
			    STOP_UNDECIDED };
		for (size_t i = 0; i < count; i++)
			asks[i] = (struct stop_ask){ crypto_random_below(4),
			    crypto_random_below(3), false };
		stop_judge(asks, count, domains);
		needed = stop_needs_domains(asks, count);
		for (size_t i = 0; i < count; i++) {
			const struct stop_domain *d =
			    &domains[asks[i].domain];

			assert_int_equal(asks[i].believed, as_the_rule_says(
			    asks, count, i, domains));
			/* Nobody reads domains for what is believed unseen. */
			if (!needed && d->word == STOP_UNDECIDED)
				assert_true(asks[i].believed);
			if (d->word == STOP_UNDECIDED && !asks[i].believed)
				assert_true(stop_has_scanner(asks, count,
				    asks[i].domain, domains));
		}
	}
}

static void
a_domain_has_a_scanner_whatever_was_said_of_it(void **state)
{
	struct stop_domain domains[2] = { { 12, STOP_PEOPLE },
	    { 40, STOP_UNDECIDED } };
	struct stop_ask asks[8];

	(void)state;
	for (size_t i = 0; i < 8; i++)
		asks[i] = (struct stop_ask){ i % 2, 3, false };
	assert_true(stop_has_scanner(asks, 8, 0, domains));
	assert_false(stop_has_scanner(asks, 8, 1, domains));
	assert_false(stop_has_scanner(asks, 6, 0, domains));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(up_to_three_people_of_a_domain_are_believed),
		cmocka_unit_test(more_are_believed_up_to_a_fifth_of_its_people),
		cmocka_unit_test(
		    an_administrator_s_word_about_a_domain_decides),
		cmocka_unit_test(a_day_is_judged_as_a_whole_and_by_itself),
		cmocka_unit_test(a_request_of_no_known_domain_is_believed),
		cmocka_unit_test(random_requests_are_judged_as_the_rule_says),
		cmocka_unit_test(
		    a_domain_has_a_scanner_whatever_was_said_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
