/*
 * test_clock.c - the calendar of Amsterdam, judged by the system's tzdata, and
 * the clock that a test sets.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

static char clock_file[] = "/tmp/aoj-clock-XXXXXX";

static int
set_up(void **state)
{
	int fd = mkstemp(clock_file);

	(void)state;
	(void)close(fd);
	setenv("TZ", "Europe/Amsterdam", 1);
	tzset();
	return fd < 0 ? -1 : 0;
}

static int
tear_down(void **state)
{
	(void)state;
	return unlink(clock_file);
}

static void
assert_same_as_tzdata(time_t t)
{
	struct local_time l = clock_local(t);
	struct tm tm;

	assert_non_null(localtime_r(&t, &tm));
	if (l.year != tm.tm_year + 1900 || l.month != tm.tm_mon + 1 ||
	    l.day != tm.tm_mday || l.hour != tm.tm_hour ||
	    l.minute != tm.tm_min || l.second != tm.tm_sec ||
	    l.weekday % 7 != tm.tm_wday)
		fail_msg("at %lld: %d-%d-%d %d:%d:%d, weekday %d",
		    (long long)t, l.year, l.month, l.day, l.hour, l.minute,
		    l.second, l.weekday);
}

/* The EU's rule holds since 1996. */
static void
every_hour_of_forty_years_is_as_tzdata_says(void **state)
{
	time_t begin = 851990400, end = begin + 40LL * 366 * 86400;

	(void)state;
	for (time_t t = begin; t < end; t += 3600 - 1) {
		assert_same_as_tzdata(t);
		t++;
	}
}

static void
the_hours_around_a_change_go_there_and_back(void **state)
{
	(void)state;
	/* 29 March 2015, 01:00 UTC: from 02:00 to 03:00. */
	assert_int_equal(clock_from_local(2015, 3, 29, 1, 59), 1427590740);
	assert_int_equal(clock_from_local(2015, 3, 29, 3, 0), 1427590800);
	assert_int_equal(clock_from_local(2015, 3, 29, 2, 30),
	    clock_from_local(2015, 3, 29, 3, 30));
	/* 25 October 2015: 02:30 comes twice, the first is meant. */
	assert_int_equal(clock_from_local(2015, 10, 25, 2, 30), 1445733000);
	assert_int_equal(clock_from_local(2015, 10, 25, 3, 0), 1445738400);
}

static void
local_time_goes_there_and_back(void **state)
{
	(void)state;
	for (time_t t = 1420070400; t < 1420070400 + 366LL * 86400;
	    t += 1800) {
		struct local_time l = clock_local(t);
		time_t back = clock_from_local(l.year, l.month, l.day, l.hour,
		    l.minute);

		if (back != t && back != t - 3600)
			fail_msg("%lld came back as %lld", (long long)t,
			    (long long)back);
	}
}

static void
a_day_later_is_the_same_time_of_day(void **state)
{
	(void)state;
	assert_int_equal(clock_later(clock_from_local(2015, 3, 28, 9, 15), 1),
	    clock_from_local(2015, 3, 29, 9, 15));
	assert_int_equal(clock_later(clock_from_local(2015, 10, 26, 9, 15),
	    -2), clock_from_local(2015, 10, 24, 9, 15));
	assert_int_equal(clock_later(clock_from_local(2016, 2, 28, 0, 0), 366),
	    clock_from_local(2017, 2, 28, 0, 0));
	assert_int_equal(clock_later(1426500017, 0), 1426500017);
	assert_int_equal(clock_later(1426500017, 7), 1426500017 + 7 * 86400);
}

static void
a_date_has_one_spelling(void **state)
{
	static const char *const bad[] = { "", "2015-3-16", "16-03-2015",
	    "2015-02-29", "2015-04-31", "2015-13-01", "2015-00-10",
	    "2015-01-00", "1999-12-31", "2015/03/16", "2015-03-160" };

	(void)state;
	assert_int_equal(clock_from_date("2015-03-16"),
	    clock_from_local(2015, 3, 16, 12, 0));
	assert_int_equal(clock_from_date("2016-02-29"),
	    clock_from_local(2016, 2, 29, 12, 0));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(clock_from_date(bad[i]), -1);
}

static void
write_clock(double base, double shown, double rate)
{
	FILE *f = fopen(clock_file, "w");

	assert_non_null(f);
	fprintf(f, "%.3f %.3f %.3f\n", base, shown, rate);
	assert_int_equal(fclose(f), 0);
	setenv("AOJ_CLOCK", clock_file, 1);
}

static void
a_test_sets_the_clock_and_its_rate(void **state)
{
	struct timespec ts;
	double now;

	(void)state;
	assert_int_equal(clock_gettime(CLOCK_REALTIME, &ts), 0);
	now = (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
	write_clock(now - 0.5, 1000000, 1);
	assert_in_range(clock_now(), 1000000, 1000005);
	write_clock(now - 10, 1000000, 3600);
	assert_in_range(clock_now(), 1036000, 1036000 + 5 * 3600);
	/* An hour from then is a second away; a day is cut at the bound. */
	assert_in_range(clock_wait_ms(clock_now() + 3600, 60000), 1, 1001);
	assert_int_equal(clock_wait_ms(clock_now() + 864000, 5000), 5000);
	assert_int_equal(clock_wait_ms(clock_now() - 10, 5000), 0);
	assert_int_equal(clock_now_ms() / 3600000, clock_now() / 3600);
	assert_int_equal(clock_real_ms(7200000), 2000);
	unsetenv("AOJ_CLOCK");
	assert_in_range(clock_now(), (time_t)now, (time_t)now + 5);
	assert_in_range(clock_now_ms(), (int64_t)(now * 1000),
	    (int64_t)(now * 1000) + 5000);
	assert_int_equal(clock_real_ms(77), 77);
}

/* How a process ends that opens its clock with this file. */
static int
exit_of_clock_open(const char *content)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		FILE *f = fopen(clock_file, "w");

		if (f == NULL || fputs(content, f) < 0 || fclose(f) != 0 ||
		    freopen("/dev/null", "w", stderr) == NULL)
			_exit(99);
		setenv("AOJ_CLOCK", clock_file, 1);
		clock_open();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
a_clock_that_cannot_be_read_stops_the_start(void **state)
{
	(void)state;
	assert_int_equal(exit_of_clock_open("1 2 3\n"), 0);
	assert_int_equal(exit_of_clock_open("noon\n"), 3);
	assert_int_equal(exit_of_clock_open("1 2 0\n"), 3);
	assert_int_equal(exit_of_clock_open(""), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hour_of_forty_years_is_as_tzdata_says),
		cmocka_unit_test(the_hours_around_a_change_go_there_and_back),
		cmocka_unit_test(local_time_goes_there_and_back),
		cmocka_unit_test(a_day_later_is_the_same_time_of_day),
		cmocka_unit_test(a_date_has_one_spelling),
		cmocka_unit_test(a_test_sets_the_clock_and_its_rate),
		cmocka_unit_test(a_clock_that_cannot_be_read_stops_the_start),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
