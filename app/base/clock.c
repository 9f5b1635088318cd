/*
 * clock.c - now, and the calendar of Europe/Amsterdam. Knows no rules about
 * what may happen when.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#define DAY 86400

#ifdef AOJ_TEST
/* The test's clock: shown = virtual + (real - base) * rate. */
struct test_clock {
	double base, shown, rate;
};

static bool
test_clock_read(struct test_clock *out)
{
	const char *path = getenv("AOJ_CLOCK");
	char line[200];
	FILE *f;
	bool ok;

	if (path == NULL || *path == '\0')
		return false;
	f = fopen(path, "re");
	if (f == NULL)
		die("AOJ_CLOCK: %s cannot be read", path);
	ok = fgets(line, sizeof(line), f) != NULL && sscanf(line,
	    "%lf %lf %lf", &out->base, &out->shown, &out->rate) == 3 &&
	    out->rate > 0;
	(void)fclose(f);
	if (!ok)
		die("AOJ_CLOCK: %s is not \"REAL VIRTUAL RATE\"", path);
	return true;
}
#endif

static double
real_now(void)
{
	struct timespec ts;

	REQUIRE(clock_gettime(CLOCK_REALTIME, &ts) == 0);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

void
clock_open(void)
{
#ifdef AOJ_TEST
	struct test_clock c;

	if (test_clock_read(&c))
		log_info("TEST BUILD: the clock is the test's, rate %g",
		    c.rate);
	else
		log_info("TEST BUILD: not for real waves");
#else
	if (getenv("AOJ_CLOCK") != NULL)
		die("AOJ_CLOCK is set, and works only in test builds");
#endif
}

static double
shown_now(void)
{
#ifdef AOJ_TEST
	struct test_clock c;

	if (test_clock_read(&c))
		return c.shown + (real_now() - c.base) * c.rate;
#endif
	return real_now();
}

time_t
clock_now(void)
{
	return (time_t)floor(shown_now());
}

int64_t
clock_now_ms(void)
{
	return (int64_t)floor(shown_now() * 1000);
}

int64_t
clock_steady_ms(void)
{
	struct timespec ts;

	REQUIRE(clock_gettime(CLOCK_MONOTONIC, &ts) == 0);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_real_ms(int64_t shown_ms)
{
#ifdef AOJ_TEST
	struct test_clock c;

	if (test_clock_read(&c))
		return (int64_t)ceil((double)shown_ms / c.rate);
#endif
	return shown_ms;
}

int64_t
clock_wait_ms(time_t then, int64_t max_ms)
{
	double shown = real_now(), rate = 1, ms;
#ifdef AOJ_TEST
	struct test_clock c;

	if (test_clock_read(&c)) {
		shown = c.shown + (shown - c.base) * c.rate;
		rate = c.rate;
	}
#endif
	ms = ceil(((double)then - shown) / rate * 1000);
	if (ms <= 0)
		return 0;
	return ms > (double)max_ms ? max_ms : (int64_t)ms;
}

/* Days since 1970-01-01 of a date in the Gregorian calendar, and back.
 * Source: Fliegel and Van Flandern, shifted to years that begin in March. */
static int64_t
days_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static void
date_of(int64_t days, struct local_time *out)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	out->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	out->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	out->year = (int)(yoe + era * 400 + (out->month <= 2));
	out->weekday = (int)(((days % 7) + 7 + 3) % 7) + 1;
}

/* 01:00 UTC on the last Sunday of a month with 31 days. */
static time_t
last_sunday(int year, int month)
{
	int64_t days = days_of(year, month, 31);
	struct local_time t;

	date_of(days, &t);
	return (time_t)((days - t.weekday % 7) * DAY + 3600);
}

static int
offset_at(time_t t)
{
	struct local_time utc;

	date_of((t >= 0 ? t : t - DAY + 1) / DAY, &utc);
	return t >= last_sunday(utc.year, 3) && t < last_sunday(utc.year, 10) ?
	    7200 : 3600;
}

struct local_time
clock_local(time_t t)
{
	struct local_time out;
	int64_t local = (int64_t)t + offset_at(t);
	int64_t days = (local >= 0 ? local : local - DAY + 1) / DAY;
	int64_t rest = local - days * DAY;

	date_of(days, &out);
	out.hour = (int)(rest / 3600);
	out.minute = (int)(rest / 60 % 60);
	out.second = (int)(rest % 60);
	return out;
}

time_t
clock_from_local(int year, int month, int day, int hour, int minute)
{
	time_t utc = (time_t)(days_of(year, month, day) * DAY +
	    hour * 3600 + minute * 60);
	time_t summer = utc - 7200;

	/* In the doubled hour of October the first (summer) one is meant; the
	 * hour that March skips is read as an hour later. */
	if (offset_at(summer) == 7200)
		return summer;
	return utc - 3600;
}

time_t
clock_later(time_t t, int days)
{
	struct local_time l = clock_local(t);
	int second = l.second;

	date_of(days_of(l.year, l.month, l.day) + days, &l);
	return clock_from_local(l.year, l.month, l.day, l.hour, l.minute) +
	    second;
}

time_t
clock_from_date(const char *date)
{
	static const char form[] = "0000-00-00";
	struct local_time back;
	int year, month, day;
	time_t noon;

	if (strlen(date) != sizeof(form) - 1)
		return -1;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == '-' ? date[i] != '-' :
		    date[i] < '0' || date[i] > '9')
			return -1;
	year = atoi(date);
	month = atoi(date + 5);
	day = atoi(date + 8);
	if (year < 2000 || year > 2999 || month < 1 || month > 12 ||
	    day < 1 || day > 31)
		return -1;
	noon = clock_from_local(year, month, day, 12, 0);
	back = clock_local(noon);
	return back.month == month && back.day == day ? noon : -1;
}
