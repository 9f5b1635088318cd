/*
 * plan.c - what a wave file says of its letters, and when letters may leave
 * at all. Refuses to know who gets one.
 */
#include "domain/plan.h"

#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

static const struct { const char *kind, *words; } kinds[] = {
	{ "invitation", "uitnodiging" }, { "reminder_1", "herinnering 1" },
	{ "reminder_2", "herinnering 2" }, { "reminder_3", "herinnering 3" },
	{ "last_call", "laatste oproep" },
};

int
plan_kind_place(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return (int)i;
	return -1;
}

const char *
plan_kind_words(const char *kind)
{
	int place = plan_kind_place(kind);

	return place < 0 ? kind : kinds[place].words;
}

int
plan_minutes(const char *clock)
{
	static const char form[] = "00:00";
	int hour, minute;

	if (strlen(clock) != sizeof(form) - 1)
		return -1;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == ':' ? clock[i] != ':' :
		    clock[i] < '0' || clock[i] > '9')
			return -1;
	hour = (clock[0] - '0') * 10 + clock[1] - '0';
	minute = (clock[3] - '0') * 10 + clock[4] - '0';
	return hour < 24 && minute < 60 ? hour * 60 + minute : -1;
}

bool
plan_liberation(const char *word, enum holiday_liberation *out)
{
	static const char *const words[] = {
		[LIBERATION_YEARLY] = "yearly",
		[LIBERATION_FIVE_YEARLY] = "five_yearly",
		[LIBERATION_OFF] = "off",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], word) == 0) {
			*out = (enum holiday_liberation)i;
			return true;
		}
	return false;
}

/* 20150427 for a moment of that day in Amsterdam. */
static int
day_number(time_t t)
{
	struct local_time l = clock_local(t);

	return (l.year * 100 + l.month) * 100 + l.day;
}

static bool
read_reminders(struct plan *p, const json_t *list)
{
	int least = PLAN_APART_DAYS;

	if (list == NULL) {
		p->reminders[0] = 7;
		p->reminders[1] = 14;
		p->reminder_count = 2;
		return true;
	}
	p->reminder_count = json_array_size(list);
	if (!json_is_array(list) ||
	    p->reminder_count + p->last_call > PLAN_REMINDERS_MAX)
		return false;
	for (size_t i = 0; i < p->reminder_count; i++) {
		json_int_t day = json_integer_value(json_array_get(list, i));

		if (day < least || day > PLAN_DAYS_MAX)
			return false;
		p->reminders[i] = (int)day;
		least = p->reminders[i] + PLAN_APART_DAYS;
	}
	return true;
}

static bool
read_blackouts(struct plan *p, const json_t *list)
{
	size_t count = json_array_size(list);

	if ((list != NULL && !json_is_array(list)) ||
	    count > PLAN_BLACKOUTS_MAX)
		return false;
	for (; p->blackout_count < count; p->blackout_count++) {
		struct plan_blackout *b = &p->blackouts[p->blackout_count];
		const char *from, *until, *name;

		if (json_unpack(json_array_get(list, p->blackout_count),
		    "{s:s, s:s, s:s}", "from", &from, "until", &until,
		    "name", &name) != 0 || clock_from_date(from) < 0 ||
		    clock_from_date(until) < clock_from_date(from))
			return false;
		b->from = day_number(clock_from_date(from));
		b->until = day_number(clock_from_date(until));
		text_copy(b->name, sizeof(b->name), name);
	}
	return true;
}

enum outcome
plan_from_settings(struct plan *out, const char *json, size_t len)
{
	struct plan p = { .liberation = LIBERATION_YEARLY };
	const char *from = "09:15", *until = "16:30", *may_5 = "yearly";
	int any_time = 0, last_call = 0, remind_all = 0;
	json_t *reminders = NULL, *blackouts = NULL;
	json_t *o = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);
	bool read = o != NULL && json_unpack(o,
	    "{s?s, s?s, s?b, s?o, s?b, s?b, s?s, s?o}",
	    "send_from", &from, "send_until", &until, "any_time", &any_time,
	    "reminders", &reminders, "last_call", &last_call,
	    "remind_all", &remind_all, "liberation_day", &may_5,
	    "blackouts", &blackouts) == 0;

	if (read) {
		p.send_from = plan_minutes(from);
		p.send_until = plan_minutes(until);
		p.any_time = any_time;
		p.last_call = last_call;
		p.remind_all = remind_all;
		read = p.send_from >= 0 &&
		    p.send_until - p.send_from >= PLAN_WORTH_IT / 60 &&
		    plan_liberation(may_5, &p.liberation) &&
		    read_reminders(&p, reminders) &&
		    read_blackouts(&p, blackouts);
	}
	json_decref(o);
	if (!read)
		return REFUSED;
	*out = p;
	return DONE;
}

const char *
plan_day_barred(const struct plan *p, time_t t)
{
	struct local_time l = clock_local(t);
	int day = day_number(t);
	const char *holiday;

	if (p->any_time)
		return NULL;
	for (size_t i = 0; i < p->blackout_count; i++)
		if (day >= p->blackouts[i].from && day <=
		    p->blackouts[i].until)
			return p->blackouts[i].name;
	holiday = holiday_name(l.year, l.month, l.day, p->liberation);
	if (holiday != NULL)
		return holiday;
	return l.weekday > 5 ? "weekend" : NULL;
}

bool
plan_day_allowed(const struct plan *p, time_t t)
{
	return plan_day_barred(p, t) == NULL;
}

void
plan_day_window(const struct plan *p, time_t t, time_t *opens, time_t *closes)
{
	struct local_time day = clock_local(t);

	*opens = clock_from_local(day.year, day.month, day.day,
	    p->send_from / 60, p->send_from % 60);
	*closes = clock_from_local(day.year, day.month, day.day,
	    p->send_until / 60, p->send_until % 60);
}

static time_t
noon_of(time_t t)
{
	struct local_time day = clock_local(t);

	return clock_from_local(day.year, day.month, day.day, 12, 0);
}

bool
plan_allows(const struct plan *p, time_t now)
{
	time_t opens, closes;

	plan_day_window(p, now, &opens, &closes);
	return p->any_time || (now >= opens && now < closes &&
	    plan_day_allowed(p, now));
}

time_t
plan_open_seconds(const struct plan *p, time_t from, time_t until)
{
	time_t noon = noon_of(from), sum = 0, opens, closes;

	if (p->any_time)
		return until > from ? until - from : 0;
	for (;; noon = clock_later(noon, 1)) {
		plan_day_window(p, noon, &opens, &closes);
		if (opens >= until)
			return sum;
		opens = opens > from ? opens : from;
		closes = closes < until ? closes : until;
		if (closes > opens && plan_day_allowed(p, noon))
			sum += closes - opens;
	}
}

time_t
plan_slot_end(const struct plan *p, time_t due, time_t seconds)
{
	time_t noon = noon_of(due), left = seconds, opens, closes;

	if (p->any_time)
		return due + seconds;
	for (;; noon = clock_later(noon, 1)) {
		plan_day_window(p, noon, &opens, &closes);
		opens = opens > due ? opens : due;
		if (closes <= opens || !plan_day_allowed(p, noon))
			continue;
		if (left <= closes - opens)
			return opens + left;
		left -= closes - opens;
	}
}

time_t
plan_slot_end_before(const struct plan *p, time_t due, time_t seconds,
    time_t next, time_t closes)
{
	time_t end = plan_slot_end(p, due, seconds);

	if (next != 0 && next < end)
		end = next;
	if (closes - PLAN_LAST_SECONDS < end)
		end = closes - PLAN_LAST_SECONDS;
	return end > due ? end : due;
}

/* The first allowed day of whose window more than `rest` seconds are left. */
static void
first_window(const struct plan *p, time_t earliest, time_t rest, time_t *from,
    time_t *until)
{
	time_t noon = noon_of(earliest), opens;

	for (;; noon = clock_later(noon, 1)) {
		plan_day_window(p, noon, &opens, until);
		if (plan_day_allowed(p, noon) && *until - earliest > rest)
			break;
	}
	*from = opens > earliest ? opens : earliest;
}

time_t
plan_next(const struct plan *p, time_t t)
{
	time_t until, from = t;

	if (!p->any_time)
		first_window(p, t, PLAN_RUN_SECONDS, &from, &until);
	return from;
}

void
plan_window(const struct plan *p, time_t earliest, time_t *from,
    time_t *until)
{
	if (p->any_time)
		*from = *until = earliest;
	else
		first_window(p, earliest, PLAN_WORTH_IT - 1, from, until);
}
