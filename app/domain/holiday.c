/*
 * holiday.c - computes holidays. Refuses to know what may not happen on one.
 */
#include "domain/holiday.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

#define SUNDAY 7

void
holiday_easter(int year, int *month, int *day)
{
	/* The letters of the source. */
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451;

	*month = (h + l - 7 * m + 114) / 31;
	*day = (h + l - 7 * m + 114) % 31 + 1;
}

/* Days since 1 March of the same year; so leap days do not matter. */
static int
since_march(int month, int day)
{
	static const int before[] = { 0, 31, 61, 92, 122, 153, 184, 214, 245,
	    275 };

	return before[month - 3] + day - 1;
}

static const char *
easter_name(int year, int month, int day)
{
	static const struct { int after; const char *name; } days[] = {
		{ -2, "Goede Vrijdag" }, { 0, "eerste paasdag" },
		{ 1, "tweede paasdag" }, { 39, "Hemelvaartsdag" },
		{ 49, "eerste pinksterdag" }, { 50, "tweede pinksterdag" },
	};
	int easter_month, easter_day, after;

	if (month < 3)
		return NULL;
	holiday_easter(year, &easter_month, &easter_day);
	after = since_march(month, day) -
	    since_march(easter_month, easter_day);
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		if (days[i].after == after)
			return days[i].name;
	return NULL;
}

/*
 * The sovereign's birthday as it is kept, never on a Sunday: since 1980 on
 * the Saturday before, earlier on the Monday after.
 */
static bool
is_sovereigns_day(int year, int month, int day)
{
	int kept_month = year >= 1949 ? 4 : 8;
	int kept_day = year >= 2014 ? 27 : year >= 1949 ? 30 : 31;

	if (clock_local(clock_from_local(year, kept_month, kept_day, 12,
	    0)).weekday != SUNDAY)
		return month == kept_month && day == kept_day;
	if (year >= 1980)
		return month == kept_month && day == kept_day - 1;
	return month == kept_month + 1 && day == 1;
}

const char *
holiday_name(int year, int month, int day, enum holiday_liberation liberation)
{
	if (month == 1 && day == 1)
		return "nieuwjaarsdag";
	if (month == 12 && (day == 25 || day == 26))
		return day == 25 ? "eerste kerstdag" : "tweede kerstdag";
	if (is_sovereigns_day(year, month, day))
		return year >= 2014 ? "Koningsdag" : "Koninginnedag";
	if (month == 5 && day == 5 && (liberation == LIBERATION_YEARLY ||
	    (liberation == LIBERATION_FIVE_YEARLY && year % 5 == 0)))
		return "Bevrijdingsdag";
	return easter_name(year, month, day);
}
