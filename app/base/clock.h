/*
 * clock.h - the only clock. Everything that depends on time gets it from
 * here, once per request or step, and hands it on as a parameter.
 *
 * In test builds (AOJ_TEST) the file that AOJ_CLOCK names sets the clock:
 * one line "REAL VIRTUAL RATE" (seconds since 1970 with fraction, real and
 * shown, and a factor): shown = VIRTUAL + (real - REAL) * RATE. It is read
 * again at every call, so a test can move the time of running processes by
 * renaming a new file over it. Release builds ignore AOJ_CLOCK, loudly.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Called once at start: logs when the clock is a test's; dies when AOJ_CLOCK
 * is set and unreadable, or set in a release build. */
void clock_open(void);

/* Now, in seconds since 1970, UTC. */
time_t clock_now(void);

/* The same in milliseconds, for what is counted in less than a second. */
int64_t clock_now_ms(void);

/* Real milliseconds since some moment: for how long something takes. */
int64_t clock_steady_ms(void);

/* Real milliseconds in which the shown clock goes on by so many. */
int64_t clock_real_ms(int64_t shown_ms);

/* Real milliseconds to wait until the shown clock reaches then; 0 if past;
 * at most max_ms. */
int64_t clock_wait_ms(time_t then, int64_t max_ms);

/* The local calendar of Europe/Amsterdam, computed by the EU rule (last
 * Sunday of March and October, 01:00 UTC) so that it works in a chroot. */
struct local_time {
	int year, month, day, hour, minute, second;
	int weekday;	/* 1 Monday … 7 Sunday */
};
struct local_time clock_local(time_t t);
time_t clock_from_local(int year, int month, int day, int hour, int minute);
/* The same time of day, so many days later (or earlier, if negative). */
time_t clock_later(time_t t, int days);
/* 12:00 on a day written as 2015-03-16, of the years 2000 to 2999; -1 when
 * there is no such day. */
time_t clock_from_date(const char *date);

#endif
