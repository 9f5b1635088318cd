/*
 * test_holiday.c - promises about Dutch holidays: Easter as the almanacs have
 * it, and all days of some years as the government published them.
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

/* Month and day, 2000 to 2040. Source: the table of the U.S. Census Bureau,
 * "Easter Dates from 1600 to 2099". */
static const int easter[] = {
	423, 415, 331, 420, 411, 327, 416, 408,
	323, 412, 404, 424, 408, 331, 420, 405,
	327, 416, 401, 421, 412, 404, 417, 409,
	331, 420, 405, 328, 416, 401, 421, 413,
	328, 417, 409, 325, 413, 405, 425, 410,
	401,
};

static void
easter_falls_where_the_almanac_has_it(void **state)
{
	int month, day;

	(void)state;
	assert_int_equal(sizeof(easter) / sizeof(easter[0]), 41);
	for (int year = 2000; year <= 2040; year++) {
		holiday_easter(year, &month, &day);
		assert_int_equal(month * 100 + day, easter[year - 2000]);
	}
}

/* Another way to compute it: Oudin (1940), in the Explanatory Supplement to
 * the Astronomical Almanac, 12.2. */
static void
two_algorithms_agree_on_three_centuries(void **state)
{
	(void)state;
	for (int y = 1900; y < 2200; y++) {
		int c = y / 100, n = y - 19 * (y / 19), k = (c - 17) / 25;
		int i = c - c / 4 - (c - k) / 3 + 19 * n + 15, j, l, m;
		int month, day;

		i -= 30 * (i / 30);
		i -= (i / 28) * (1 - (i / 28) * (29 / (i + 1)) *
		    ((21 - n) / 11));
		j = y + y / 4 + i + 2 - c + c / 4;
		j -= 7 * (j / 7);
		l = i - j;
		m = 3 + (l + 40) / 44;
		holiday_easter(y, &month, &day);
		assert_int_equal(month, m);
		assert_int_equal(day, l + 28 - 31 * (m / 4));
	}
}

/* All holidays of a year, "101 nieuwjaarsdag 418 …". */
static void
assert_year(int year, enum holiday_liberation liberation,
    const char *expected)
{
	static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	char found[1000] = "";

	for (int month = 1; month <= 12; month++)
		for (int day = 1; day <= lengths[month - 1]; day++) {
			const char *name = holiday_name(year, month, day,
			    liberation);
			size_t len = strlen(found);

			if (name != NULL)
				snprintf(found + len, sizeof(found) - len,
				    "%d %s ", month * 100 + day, name);
		}
	assert_string_equal(found, expected);
}

static void
years_are_as_the_government_published_them(void **state)
{
	(void)state;
	assert_year(2014, LIBERATION_YEARLY, "101 nieuwjaarsdag "
	    "418 Goede Vrijdag 420 eerste paasdag 421 tweede paasdag "
	    "426 Koningsdag 505 Bevrijdingsdag 529 Hemelvaartsdag "
	    "608 eerste pinksterdag 609 tweede pinksterdag "
	    "1225 eerste kerstdag 1226 tweede kerstdag ");
	assert_year(2015, LIBERATION_YEARLY, "101 nieuwjaarsdag "
	    "403 Goede Vrijdag 405 eerste paasdag 406 tweede paasdag "
	    "427 Koningsdag 505 Bevrijdingsdag 514 Hemelvaartsdag "
	    "524 eerste pinksterdag 525 tweede pinksterdag "
	    "1225 eerste kerstdag 1226 tweede kerstdag ");
	assert_year(2024, LIBERATION_OFF, "101 nieuwjaarsdag "
	    "329 Goede Vrijdag 331 eerste paasdag 401 tweede paasdag "
	    "427 Koningsdag 509 Hemelvaartsdag "
	    "519 eerste pinksterdag 520 tweede pinksterdag "
	    "1225 eerste kerstdag 1226 tweede kerstdag ");
	assert_year(2025, LIBERATION_YEARLY, "101 nieuwjaarsdag "
	    "418 Goede Vrijdag 420 eerste paasdag 421 tweede paasdag "
	    "426 Koningsdag 505 Bevrijdingsdag 529 Hemelvaartsdag "
	    "608 eerste pinksterdag 609 tweede pinksterdag "
	    "1225 eerste kerstdag 1226 tweede kerstdag ");
}

static void
the_sovereign_is_not_celebrated_on_a_sunday(void **state)
{
	/* 30 April was a Sunday in 1950 and 2006; 27 April in 2014 and 2025. */
	static const int kept[][2] = { { 1948, 831 }, { 1949, 430 },
	    { 1950, 501 }, { 1978, 501 }, { 1989, 429 }, { 1995, 429 },
	    { 2006, 429 }, { 2013, 430 }, { 2014, 426 }, { 2015, 427 },
	    { 2025, 426 }, { 2031, 426 }, { 2036, 426 }, { 2042, 426 } };

	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		const char *name = holiday_name(kept[i][0], kept[i][1] / 100,
		    kept[i][1] % 100, LIBERATION_OFF);

		assert_non_null(name);
		assert_string_equal(name, kept[i][0] < 2014 ?
		    "Koninginnedag" : "Koningsdag");
	}
	assert_null(holiday_name(2014, 4, 27, LIBERATION_OFF));
	assert_null(holiday_name(2014, 4, 30, LIBERATION_OFF));
	assert_null(holiday_name(2006, 4, 30, LIBERATION_OFF));
}

static void
liberation_day_is_a_setting(void **state)
{
	(void)state;
	assert_non_null(holiday_name(2023, 5, 5, LIBERATION_YEARLY));
	assert_null(holiday_name(2023, 5, 5, LIBERATION_FIVE_YEARLY));
	assert_non_null(holiday_name(2025, 5, 5, LIBERATION_FIVE_YEARLY));
	assert_null(holiday_name(2025, 5, 5, LIBERATION_OFF));
	/* In 2016 it was Ascension Day too. */
	assert_string_equal(holiday_name(2016, 5, 5, LIBERATION_OFF),
	    "Hemelvaartsdag");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(easter_falls_where_the_almanac_has_it),
		cmocka_unit_test(two_algorithms_agree_on_three_centuries),
		cmocka_unit_test(years_are_as_the_government_published_them),
		cmocka_unit_test(the_sovereign_is_not_celebrated_on_a_sunday),
		cmocka_unit_test(liberation_day_is_a_setting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
