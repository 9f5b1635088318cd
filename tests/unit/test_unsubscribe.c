/*
 * test_unsubscribe.c - promises about when somebody's word that he wants no
 * more mail is taken, and when too many came at once; against the rule as
 * definitions.md words it, on random askings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/chance.h"
#include "domain/unsubscribe.h"

#define NOW 1773136800
#define MOST 60

static struct unsubscribe_ask
ask(time_t at, const char *run, size_t letters, const char *domain)
{
	return (struct unsubscribe_ask){ .asked_at = NOW + at, .run = run,
	    .run_letters = letters, .domain = domain };
}

static void
one_person_is_believed(void **state)
{
	struct unsubscribe_ask a = ask(0, "r", 1, "example.org");

	(void)state;
	unsubscribe_judge(&a, 1);
	assert_int_equal(a.fate, UNSUBSCRIBE_STANDS);
	unsubscribe_judge(NULL, 0);
}

static void
a_word_counts_after_two_minutes(void **state)
{
	(void)state;
	assert_false(unsubscribe_is_due(NOW, NOW));
	assert_false(unsubscribe_is_due(NOW, NOW + 119));
	assert_true(unsubscribe_is_due(NOW, NOW + 120));
}

/* How many of n askings, one every `apart` seconds, are held. */
static size_t
held_of(size_t n, time_t apart, const char *run, size_t letters,
    const char *domain)
{
	struct unsubscribe_ask a[MOST];
	size_t held = 0;

	for (size_t i = 0; i < n; i++)
		a[i] = ask((time_t)i * apart, run, letters, domain);
	unsubscribe_judge(a, n);
	for (size_t i = 0; i < n; i++)
		held += a[i].fate != UNSUBSCRIBE_STANDS;
	return held;
}

static void
more_than_a_fifth_of_a_run_is_held(void **state)
{
	(void)state;
	assert_int_equal(held_of(10, 1, "r", 50, NULL), 0);
	assert_int_equal(held_of(11, 1, "r", 50, NULL), 11);
	assert_int_equal(held_of(40, 1, "r", 200, NULL), 0);
	assert_int_equal(held_of(41, 1, "r", 200, NULL), 41);
}

static void
two_of_a_small_group_are_people_three_may_be_a_robot(void **state)
{
	(void)state;
	for (size_t letters = 2; letters < 10; letters++)
		assert_int_equal(held_of(2, 1, "r", letters, NULL), 0);
	assert_int_equal(held_of(3, 1, "r", 14, NULL), 3);
	assert_int_equal(held_of(3, 1, "r", 15, NULL), 0);
}

static void
more_than_three_of_one_domain_are_held(void **state)
{
	(void)state;
	assert_int_equal(held_of(3, 1, "r", 200, "example.org"), 0);
	assert_int_equal(held_of(4, 1, "r", 200, "example.org"), 4);
	assert_int_equal(held_of(4, 1, NULL, 0, "example.org"), 4);
}

static void
who_asks_later_is_not_at_once(void **state)
{
	(void)state;
	assert_int_equal(held_of(4, 39, "r", 200, "example.org"), 4);
	assert_int_equal(held_of(4, 40, "r", 200, "example.org"), 0);
	assert_int_equal(held_of(50, 40, "r", 200, "example.org"), 0);
	assert_int_equal(held_of(50, 39, "r", 500, "example.org"), 50);
}

static void
runs_and_domains_are_counted_apart(void **state)
{
	struct unsubscribe_ask a[] = {
		ask(0, "r1", 15, "a.example"), ask(0, "r2", 15, "b.example"),
		ask(0, "r1", 15, "b.example"), ask(0, "r2", 15, "a.example"),
		ask(0, NULL, 0, NULL), ask(0, NULL, 0, NULL),
		ask(0, NULL, 0, NULL), ask(0, "", 0, ""), ask(0, "", 0, ""),
	};

	(void)state;
	unsubscribe_judge(a, sizeof(a) / sizeof(a[0]));
	for (size_t i = 0; i < sizeof(a) / sizeof(a[0]); i++)
		assert_int_equal(a[i].fate, UNSUBSCRIBE_STANDS);
}

static void
it_is_said_what_there_was_too_much_of(void **state)
{
	struct unsubscribe_ask a[] = {
		ask(0, "r1", 4, "a.example"), ask(1, "r1", 4, "b.example"),
		ask(2, "r1", 4, "c.example"), ask(3, "r2", 90, "d.example"),
		ask(3, "r3", 90, "d.example"), ask(3, "r4", 90, "d.example"),
		ask(3, "r5", 90, "d.example"), ask(3, "r6", 90, "e.example"),
	};

	(void)state;
	unsubscribe_judge(a, sizeof(a) / sizeof(a[0]));
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(a[i].fate, UNSUBSCRIBE_RUN);
	for (size_t i = 3; i < 7; i++)
		assert_int_equal(a[i].fate, UNSUBSCRIBE_DOMAIN);
	assert_int_equal(a[7].fate, UNSUBSCRIBE_STANDS);
}

/* ---- random askings ---- */

static const char *const runs[] = { "r1", "r2", "r3" };
static const size_t letters[] = { 9, 40, 180 };
static const char *const domains[] = { "a.nl", "b.nl", "c.nl", "d.nl" };

static size_t
random_asks(struct unsubscribe_ask *a)
{
	size_t count = crypto_random_below(MOST - 1) + 1;
	uint32_t span = 30 + crypto_random_below(1500);

	for (size_t i = 0; i < count; i++) {
		uint32_t run = crypto_random_below(3);

		a[i] = ask(crypto_random_below(span), runs[run], letters[run],
		    domains[crypto_random_below(4)]);
	}
	return count;
}

/* definitions.md, word for word: some two minutes in which asking i lies. */
static bool
came_with_too_many(const struct unsubscribe_ask *a, size_t count, size_t i)
{
	for (time_t t = a[i].asked_at - 119; t <= a[i].asked_at; t++) {
		size_t of_run = 0, of_domain = 0;

		for (size_t k = 0; k < count; k++) {
			bool in = a[k].asked_at >= t && a[k].asked_at < t + 120;

			of_run += in && strcmp(a[k].run, a[i].run) == 0;
			of_domain += in &&
			    strcmp(a[k].domain, a[i].domain) == 0;
		}
		if (of_domain > 3 || (of_run >= 3 &&
		    (double)of_run / (double)a[i].run_letters > 0.2))
			return true;
	}
	return false;
}

static void
random_askings_are_judged_as_the_rule_says(void **state)
{
	struct unsubscribe_ask a[MOST];
	size_t held = 0, stand = 0;

	(void)state;
	for (int n = 0; n < 400; n++) {
		size_t count = random_asks(a);

		unsubscribe_judge(a, count);
		for (size_t i = 0; i < count; i++) {
			bool is_held = a[i].fate != UNSUBSCRIBE_STANDS;

			assert_int_equal(is_held,
			    came_with_too_many(a, count, i));
			held += is_held;
			stand += !is_held;
		}
	}
	assert_true(held > 500 && stand > 500);
}

static void
neither_order_nor_time_of_day_matters(void **state)
{
	struct unsubscribe_ask a[MOST], b[MOST];
	size_t order[MOST];

	(void)state;
	for (int n = 0; n < 200; n++) {
		size_t count = random_asks(a);

		crypto_shuffle(order, count);
		for (size_t i = 0; i < count; i++) {
			b[i] = a[order[i]];
			b[i].asked_at += 86400 * 17;
		}
		unsubscribe_judge(a, count);
		unsubscribe_judge(b, count);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(b[i].fate, a[order[i]].fate);
	}
}

/* Post may look late, often, or be restarted: what is due is judged the same
 * from what was asked until then as from all that is ever asked. */
static void
when_it_is_judged_does_not_matter(void **state)
{
	struct unsubscribe_ask a[MOST], b[MOST];

	(void)state;
	for (int n = 0; n < 200; n++) {
		size_t count = random_asks(a), some = 0;
		time_t now = NOW + crypto_random_below(1700);
		size_t from[MOST];

		for (size_t i = 0; i < count; i++)
			if (a[i].asked_at < now) {
				from[some] = i;
				b[some++] = a[i];
			}
		unsubscribe_judge(a, count);
		unsubscribe_judge(b, some);
		for (size_t i = 0; i < some; i++) {
			if (unsubscribe_is_due(b[i].asked_at, now))
				assert_int_equal(b[i].fate, a[from[i]].fate);
			/* Held early is held for good. */
			if (b[i].fate != UNSUBSCRIBE_STANDS)
				assert_int_not_equal(a[from[i]].fate,
				    UNSUBSCRIBE_STANDS);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_person_is_believed),
		cmocka_unit_test(a_word_counts_after_two_minutes),
		cmocka_unit_test(more_than_a_fifth_of_a_run_is_held),
		cmocka_unit_test(two_of_a_small_group_are_people_three_may_be_a_robot),
		cmocka_unit_test(more_than_three_of_one_domain_are_held),
		cmocka_unit_test(who_asks_later_is_not_at_once),
		cmocka_unit_test(runs_and_domains_are_counted_apart),
		cmocka_unit_test(it_is_said_what_there_was_too_much_of),
		cmocka_unit_test(random_askings_are_judged_as_the_rule_says),
		cmocka_unit_test(neither_order_nor_time_of_day_matters),
		cmocka_unit_test(when_it_is_judged_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
