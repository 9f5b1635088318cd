/*
 * date.c - dates in Dutch words, for screens and letters.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"

static const char *const weekdays[] = { "maandag", "dinsdag", "woensdag",
    "donderdag", "vrijdag", "zaterdag", "zondag" };
static const char *const months[] = { "januari", "februari", "maart", "april",
    "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december" };

void
text_date(char *out, size_t size, time_t t, bool weekday)
{
	struct local_time l = clock_local(t);

	if (weekday)
		(void)snprintf(out, size, "%s %d %s %d",
		    weekdays[l.weekday - 1], l.day, months[l.month - 1],
		    l.year);
	else
		(void)snprintf(out, size, "%d %s %d", l.day,
		    months[l.month - 1], l.year);
}

void
text_clock(char *out, size_t size, time_t t)
{
	struct local_time l = clock_local(t);

	(void)snprintf(out, size, "%d.%02d uur", l.hour, l.minute);
}
