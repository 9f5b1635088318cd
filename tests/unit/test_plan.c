/*
 * test_plan.c - promises about when letters leave, on many random plans.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "domain/holiday.h"
#include "domain/plan.h"

static uint64_t seed = 1;

/* xorshift64*: the same chance on every run. */
static uint32_t
chance(uint32_t below)
{
	assert_true(below > 0);
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (uint32_t)((seed * 2685821657736338717ull) >> 32) % below;
}

static const struct plan usual = { .send_from = 9 * 60 + 15,
    .send_until = 16 * 60 + 30 };

static void
a_plan_is_read_from_the_settings(void **state)
{
	static const char full[] = "{\"send_from\":\"08:00\",\"send_until\":"
	    "\"17:45\",\"any_time\":true,\"reminders\":[4,10],"
	    "\"last_call\":true,\"remind_all\":true,\"liberation_day\":"
	    "\"five_yearly\",\"blackouts\":[{\"from\":\"2015-04-25\","
	    "\"until\":\"2015-05-03\",\"name\":\"meivakantie\"}]}";
	struct plan p;

	(void)state;
	assert_int_equal(plan_from_settings(&p, full, sizeof(full) - 1), DONE);
	assert_int_equal(p.send_from, 480);
	assert_int_equal(p.send_until, 1065);
	assert_true(p.any_time && p.last_call && p.remind_all);
	assert_int_equal(p.reminder_count, 2);
	assert_int_equal(p.reminders[0], 4);
	assert_int_equal(p.reminders[1], 10);
	assert_int_equal(p.liberation, LIBERATION_FIVE_YEARLY);
	assert_int_equal(p.blackout_count, 1);
	assert_int_equal(p.blackouts[0].from, 20150425);
	assert_int_equal(p.blackouts[0].until, 20150503);
	assert_string_equal(p.blackouts[0].name, "meivakantie");
	assert_int_equal(plan_from_settings(&p, "{}", 2), DONE);
	assert_int_equal(p.send_from, 555);
	assert_int_equal(p.send_until, 990);
	assert_false(p.any_time || p.last_call || p.remind_all);
	assert_int_equal(p.reminder_count, 2);
	assert_int_equal(p.reminders[0], 7);
	assert_int_equal(p.reminders[1], 14);
	assert_int_equal(p.liberation, LIBERATION_YEARLY);
	assert_int_equal(p.blackout_count, 0);
}

static void
what_is_no_plan_is_refused(void **state)
{
	static const char *const bad[] = { "[]", "{", "{\"send_from\":"
	    "\"17:00\",\"send_until\":\"08:00\"}", "{\"reminders\":7}",
	    "{\"reminders\":[7,9]}", "{\"reminders\":[2]}",
	    "{\"reminders\":[7,14,21,28]}", "{\"reminders\":[\"7\"]}",
	    "{\"reminders\":[7,14,21],\"last_call\":true}",
	    "{\"liberation_day\":\"often\"}", "{\"blackouts\":{}}",
	    "{\"blackouts\":[{\"from\":\"2015-05-03\",\"until\":"
	    "\"2015-04-25\",\"name\":\"x\"}]}" };
	struct plan p = { .send_from = 77 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(plan_from_settings(&p, bad[i],
		    strlen(bad[i])), REFUSED);
		assert_int_equal(p.send_from, 77);
	}
}

static void
a_time_of_day_has_one_spelling(void **state)
{
	static const char *const bad[] = { "", "9:15", "24:00", "12:60",
	    "12.30", "ab:cd", "012:3", "12:300" };

	(void)state;
	assert_int_equal(plan_minutes("00:00"), 0);
	assert_int_equal(plan_minutes("23:59"), 1439);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(plan_minutes(bad[i]), -1);
}

static void
assert_window(time_t earliest, int day, int from_minutes)
{
	time_t from, until;
	struct local_time a, b;

	plan_window(&usual, earliest, &from, &until);
	a = clock_local(from);
	b = clock_local(until);
	assert_int_equal(a.day, day);
	assert_int_equal(a.hour * 60 + a.minute, from_minutes);
	assert_int_equal(b.day, day);
	assert_int_equal(b.hour * 60 + b.minute, usual.send_until);
}

static void
letters_wait_for_the_window_of_a_working_day(void **state)
{
	(void)state;
	/* Monday 16 March 2015, and the weekend before and after it. */
	assert_window(clock_from_local(2015, 3, 16, 0, 0), 16, 555);
	assert_window(clock_from_local(2015, 3, 16, 12, 0), 16, 720);
	assert_window(clock_from_local(2015, 3, 16, 16, 14), 16, 974);
	assert_window(clock_from_local(2015, 3, 16, 16, 20), 17, 555);
	assert_window(clock_from_local(2015, 3, 14, 12, 0), 16, 555);
	assert_window(clock_from_local(2015, 3, 20, 23, 0), 23, 555);
	/* The clock changes in the night of Sunday 29 March. */
	assert_window(clock_from_local(2015, 3, 28, 1, 0), 30, 555);
	assert_window(clock_from_local(2015, 10, 24, 1, 0), 26, 555);
}

/* What this test itself knows of forbidden days. */
static bool
forbidden(const struct plan *p, time_t t)
{
	struct local_time l = clock_local(t);

	return l.weekday > 5 ||
	    holiday_name(l.year, l.month, l.day, p->liberation) != NULL;
}

static int
minute_of(time_t t)
{
	struct local_time l = clock_local(t);

	return l.hour * 60 + l.minute;
}

static void
no_letter_leaves_on_a_forbidden_day_or_hour(void **state)
{
	(void)state;
	for (int i = 0; i < 4000; i++) {
		time_t earliest = 1420070400 + (time_t)chance(500000000);
		size_t sizes[] = { chance(300), chance(30), chance(1000) };
		struct plan_run *runs;
		size_t count;

		plan_runs(&usual, sizes, 3, earliest, chance, &runs, &count);
		for (size_t j = 0; j < count; j++) {
			int minute = minute_of(runs[j].due_at);

			assert_true(runs[j].due_at >= earliest);
			/* At most over Christmas or Easter. */
			assert_true(runs[j].due_at <= earliest + 6 * 86400);
			assert_false(forbidden(&usual, runs[j].due_at));
			assert_true(minute >= usual.send_from &&
			    minute <= usual.send_until);
			for (size_t k = 0; k < j; k++)
				assert_int_not_equal(runs[k].due_at,
				    runs[j].due_at);
		}
		free(runs);
	}
}

static void
a_run_is_a_whole_group_or_a_part_of_50_to_200(void **state)
{
	(void)state;
	for (size_t size = 0; size < 3000; size++) {
		struct plan_run *runs;
		size_t count, sum = 0;

		plan_runs(&usual, &size, 1, 0, chance, &runs, &count);
		if (size <= PLAN_PART_MAX)
			assert_int_equal(count, size > 0);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(runs[i].part, i + 1);
			assert_int_equal(runs[i].group, 0);
			sum += runs[i].size;
			if (count > 1)
				assert_in_range(runs[i].size, PLAN_PART_MIN,
				    PLAN_PART_MAX);
		}
		assert_int_equal(sum, size);
		free(runs);
	}
}

static void
parts_and_order_are_chance(void **state)
{
	size_t sizes[] = { 500, 9, 9, 9 }, first[4] = { 0 }, least = 999;
	size_t most = 0;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct plan_run *runs;
		size_t count, earliest = 0;

		plan_runs(&usual, sizes, 4, 0, chance, &runs, &count);
		assert_int_equal(count, 4 + 3);
		for (size_t j = 1; j < count; j++)
			if (runs[j].due_at < runs[earliest].due_at)
				earliest = j;
		first[runs[earliest].group]++;
		least = runs[0].size < least ? runs[0].size : least;
		most = runs[0].size > most ? runs[0].size : most;
		free(runs);
	}
	assert_true(least <= 60 && most >= 190);
	/* Each of seven runs is as likely to be the first: 286 of 2,000. */
	for (size_t i = 1; i < 4; i++)
		assert_in_range(first[i], 200, 380);
}

static void
a_trial_mails_at_once(void **state)
{
	const struct plan p = { .send_from = 555, .send_until = 990,
	    .any_time = true };
	size_t sizes[] = { 3, 500 };
	time_t sunday_night = clock_from_local(2015, 3, 15, 3, 0);
	struct plan_run *runs;
	size_t count;

	(void)state;
	plan_runs(&p, sizes, 2, sunday_night, chance, &runs, &count);
	assert_int_equal(count, 5);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(runs[i].due_at, sunday_night);
	free(runs);
}

#define HOUR 3600
#define WINDOW (16 * HOUR + 30 * 60 - 9 * HOUR - 15 * 60)

static void
only_hours_in_which_letters_may_leave_are_counted(void **state)
{
	/* Friday 20 March 2015, 15:30. */
	time_t friday = clock_from_local(2015, 3, 20, 15, 30);
	time_t monday = clock_from_local(2015, 3, 23, 10, 0);
	struct plan p = usual;

	(void)state;
	assert_int_equal(plan_open_seconds(&p, friday, friday), 0);
	assert_int_equal(plan_open_seconds(&p, friday, friday - 1), 0);
	assert_int_equal(plan_open_seconds(&p, friday, friday - 400 * HOUR),
	    0);
	assert_int_equal(plan_open_seconds(&p, friday, friday + 60), 60);
	assert_int_equal(plan_open_seconds(&p, friday, friday + 5 * HOUR),
	    HOUR);
	assert_int_equal(plan_open_seconds(&p, friday, monday),
	    HOUR + 45 * 60);
	/* Before a window, and after one. */
	assert_int_equal(plan_open_seconds(&p, friday - 15 * HOUR, friday),
	    6 * HOUR + 15 * 60);
	assert_int_equal(plan_open_seconds(&p, friday + 2 * HOUR, monday),
	    45 * 60);
	p.any_time = true;
	assert_int_equal(plan_open_seconds(&p, friday, monday),
	    monday - friday);
	assert_int_equal(plan_open_seconds(&p, monday, friday), 0);
}

static void
a_barred_day_and_a_change_of_clocks_count_for_nothing(void **state)
{
	/* The clocks change on 29 March and 25 October; 6 April is Easter
	 * Monday; 3 April, Good Friday, is a day like any other. */
	time_t friday = clock_from_local(2015, 3, 27, 9, 15);
	time_t autumn = clock_from_local(2015, 10, 23, 12, 0);
	struct plan p = usual;

	(void)state;
	assert_int_equal(plan_open_seconds(&p, friday,
	    clock_from_local(2015, 3, 30, 16, 30)), 2 * WINDOW);
	assert_int_equal(plan_open_seconds(&p, autumn,
	    clock_from_local(2015, 10, 26, 12, 0)), WINDOW);
	assert_int_equal(plan_open_seconds(&p,
	    clock_from_local(2015, 4, 6, 0, 0),
	    clock_from_local(2015, 4, 7, 0, 0)), 0);
	p.blackouts[0] = (struct plan_blackout){ 20150330, 20150330, "vrij" };
	p.blackout_count = 1;
	assert_int_equal(plan_open_seconds(&p, friday,
	    clock_from_local(2015, 3, 30, 16, 30)), WINDOW);
}

/* Second by second is slow; minute by minute, whatever the plan. */
static void
open_seconds_are_those_in_which_letters_may_leave(void **state)
{
	(void)state;
	for (int n = 0; n < 200; n++) {
		struct plan p = usual;
		time_t from = clock_from_local(2015, 1, 1, 0, 0) +
		    (time_t)chance(365 * 24 * 60) * 60;
		time_t until = from + (time_t)chance(12 * 24 * 60) * 60;
		time_t sum = 0;

		p.send_from = (int)chance(12 * 60);
		p.send_until = p.send_from + 15 + (int)chance(11 * 60);
		for (time_t t = from; t < until; t += 60)
			sum += plan_allows(&p, t) ? 60 : 0;
		assert_int_equal(plan_open_seconds(&p, from, until), sum);
	}
}

static void
a_slot_ends_when_letters_could_leave_for_its_hours(void **state)
{
	time_t due = clock_from_local(2015, 3, 20, 15, 30);	/* a Friday */
	time_t closes = clock_from_local(2015, 4, 13, 23, 59);
	struct plan trial = usual;

	(void)state;
	/* An hour on Friday, and four on Monday from 9.15. */
	assert_int_equal(plan_slot_end(&usual, due, 5 * HOUR),
	    clock_from_local(2015, 3, 23, 13, 15));
	assert_int_equal(plan_open_seconds(&usual, due, plan_slot_end(&usual,
	    due, 24 * HOUR)), 24 * HOUR);
	trial.any_time = true;
	assert_int_equal(plan_slot_end(&trial, due, 5 * HOUR),
	    due + 5 * HOUR);
	/* Before the next letter begins, and before the closing. */
	assert_int_equal(plan_slot_end_before(&usual, due, 5 * HOUR, 0,
	    closes), clock_from_local(2015, 3, 23, 13, 15));
	assert_int_equal(plan_slot_end_before(&usual, due, 5 * HOUR,
	    clock_from_local(2015, 3, 23, 12, 0), closes),
	    clock_from_local(2015, 3, 23, 12, 0));
	assert_int_equal(plan_slot_end_before(&usual, due, 24 * 30 * HOUR, 0,
	    closes), closes - PLAN_LAST_SECONDS);
	assert_int_equal(plan_slot_end_before(&usual, due, HOUR, due - 1,
	    closes), due);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_slot_ends_when_letters_could_leave_for_its_hours),
		cmocka_unit_test(a_plan_is_read_from_the_settings),
		cmocka_unit_test(what_is_no_plan_is_refused),
		cmocka_unit_test(a_time_of_day_has_one_spelling),
		cmocka_unit_test(letters_wait_for_the_window_of_a_working_day),
		cmocka_unit_test(no_letter_leaves_on_a_forbidden_day_or_hour),
		cmocka_unit_test(a_run_is_a_whole_group_or_a_part_of_50_to_200),
		cmocka_unit_test(parts_and_order_are_chance),
		cmocka_unit_test(a_trial_mails_at_once),
		cmocka_unit_test(
		    only_hours_in_which_letters_may_leave_are_counted),
		cmocka_unit_test(
		    a_barred_day_and_a_change_of_clocks_count_for_nothing),
		cmocka_unit_test(
		    open_seconds_are_those_in_which_letters_may_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
