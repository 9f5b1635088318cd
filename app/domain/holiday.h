/*
 * holiday.h - the public holidays of the Netherlands, of any year from 1900 to
 * 2199. Pure. Sources: the Algemene termijnenwet, article 3 (which days), and
 * for Easter the "anonymous Gregorian algorithm" (Nature, 20 April 1876; in
 * Meeus, Astronomical Algorithms, chapter 8).
 *
 * Goede Vrijdag is no day off for everybody, and is among them here: that act
 * puts it on a par with them, and nearly all schools, where most of those who
 * are asked work, are closed.
 */
#ifndef DOMAIN_HOLIDAY_H
#define DOMAIN_HOLIDAY_H

/* 5 May is a day off for some every year, for others each five years. */
enum holiday_liberation {
	LIBERATION_YEARLY, LIBERATION_FIVE_YEARLY, LIBERATION_OFF
};

/* Its Dutch name, or NULL for a day like any other. */
const char *holiday_name(int year, int month, int day,
    enum holiday_liberation liberation);

/* The month (3 or 4) and day of Easter Sunday. */
void holiday_easter(int year, int *month, int *day);

#endif
