/*
 * wave_file_plan.c - the plan of a wave file: the send window, the reminders
 * and the periods in which no letter leaves. Refuses to know on which days
 * they will leave: that is plan_calendar.c.
 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "domain/plan.h"
#include "domain/wave_file_value.h"

#define WINDOW_MIN 60		/* minutes */

static void
send_window(struct wf *w, const json_t *o, json_t *plan)
{
	const char *from = wf_text(w, o, "/plan", "send_from", 5, false);
	const char *until = wf_text(w, o, "/plan", "send_until", 5, false);

	from = from == NULL ? "09:15" : from;
	until = until == NULL ? "16:30" : until;
	if (plan_minutes(from) < 0)
		wf_wrong(w, "/plan", "send_from", "Hier hoort een tijd als "
		    "09:15.");
	else if (plan_minutes(until) < 0)
		wf_wrong(w, "/plan", "send_until", "Hier hoort een tijd als "
		    "16:30.");
	else if (plan_minutes(until) - plan_minutes(from) < WINDOW_MIN)
		wf_wrong(w, "/plan", "send_until", "Tussen send_from en "
		    "send_until moet minstens een uur zitten.");
	json_object_set_new(plan, "send_from", json_string(from));
	json_object_set_new(plan, "send_until", json_string(until));
}

/* Whether the wave is still open that many days after it opened, and a day
 * longer. Where the dates are wrong, that has been said. */
static bool
open_on(const struct wave_file *f, int day)
{
	return f->closes_at <= f->opens_at ||
	    clock_later(f->opens_at, day + 1) <= f->closes_at;
}

static void
one_reminder(struct wf *w, const struct wave_file *f, const json_t *item,
    const char *at, int *least)
{
	json_int_t day = json_integer_value(item);

	if (!json_is_integer(item) || day < PLAN_APART_DAYS ||
	    day > PLAN_DAYS_MAX) {
		wf_wrong(w, at, NULL, "Hier hoort een aantal dagen na de "
		    "opening, van %d tot en met %d.", PLAN_APART_DAYS,
		    PLAN_DAYS_MAX);
		return;
	}
	if (day < *least)
		wf_wrong(w, at, NULL, "Tussen twee brieven zitten minstens %d "
		    "dagen: hier dus %d of meer.", PLAN_APART_DAYS, *least);
	else if (!open_on(f, (int)day))
		wf_wrong(w, at, NULL, "Deze herinnering valt minder dan een "
		    "dag voor de sluiting, of erna.");
	*least = (int)day + PLAN_APART_DAYS;
}

static void
reminders(struct wf *w, const struct wave_file *f, const json_t *o,
    json_t *plan)
{
	static const int usual[] = { 7, 14 };
	const json_t *list = wf_array(w, o, "/plan", "reminders", 0,
	    PLAN_REMINDERS_MAX);
	bool last_call = wf_flag(w, o, "/plan", "last_call");
	json_t *days = json_array();
	char at[WF_POINTER_MAX];
	int least = PLAN_APART_DAYS;

	for (size_t i = 0; i < json_array_size(list); i++) {
		wf_nth(at, "/plan/reminders", i);
		one_reminder(w, f, json_array_get(list, i), at, &least);
		json_array_append(days, json_array_get(list, i));
	}
	for (size_t i = 0; json_object_get(o, "reminders") == NULL &&
	    i < sizeof(usual) / sizeof(usual[0]); i++)
		if (open_on(f, usual[i]))
			json_array_append_new(days, json_integer(usual[i]));
	if (last_call && json_array_size(days) >= PLAN_REMINDERS_MAX)
		wf_wrong(w, "/plan", "last_call", "Een meting heeft hoogstens "
		    "%d herinneringen, de laatste oproep meegeteld.",
		    PLAN_REMINDERS_MAX);
	json_object_set_new(plan, "reminders", days);
	json_object_set_new(plan, "last_call", json_boolean(last_call));
	json_object_set_new(plan, "remind_all", json_boolean(wf_flag(w, o,
	    "/plan", "remind_all")));
}

static void
liberation_day(struct wf *w, const json_t *o, json_t *plan)
{
	const char *word = wf_text(w, o, "/plan", "liberation_day", 20, false);
	enum holiday_liberation known;

	word = word == NULL ? "yearly" : word;
	if (!plan_liberation(word, &known))
		wf_wrong(w, "/plan", "liberation_day", "Kies yearly, "
		    "five_yearly of off.");
	json_object_set_new(plan, "liberation_day", json_string(word));
}

static time_t
blackout_day(struct wf *w, const json_t *o, const char *at, const char *key)
{
	const char *s = wf_text(w, o, at, key, 20, true);
	time_t noon = s == NULL ? -1 : clock_from_date(s);

	if (s != NULL && noon < 0)
		wf_wrong(w, at, key, "Hier hoort een datum als 2015-04-25.");
	return noon;
}

static void
blackouts(struct wf *w, const json_t *o, json_t *plan)
{
	static const char *const keys[] = { "from", "until", "name", NULL };
	const json_t *list = wf_array(w, o, "/plan", "blackouts", 0,
	    PLAN_BLACKOUTS_MAX);
	char at[WF_POINTER_MAX];

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *period = json_array_get(list, i);
		time_t from, until;

		wf_nth(at, "/plan/blackouts", i);
		if (wf_object(w, period, at, keys) == NULL)
			continue;
		wf_text(w, period, at, "name", PLAN_NAME_MAX, true);
		from = blackout_day(w, period, at, "from");
		until = blackout_day(w, period, at, "until");
		if (from >= 0 && until >= 0 && until < from)
			wf_wrong(w, at, "until", "Deze periode eindigt voordat "
			    "zij begint.");
	}
	if (list == NULL)
		json_object_set_new(plan, "blackouts", json_array());
	else
		json_object_set_new(plan, "blackouts", json_deep_copy(list));
}

json_t *
wf_plan(struct wf *w, const struct wave_file *f)
{
	static const char *const keys[] = { "send_from", "send_until",
	    "any_time", "reminders", "last_call", "remind_all",
	    "liberation_day", "blackouts", NULL };
	const json_t *o = wf_member(w, w->root, "", "plan", keys, false);
	json_t *plan = json_object();
	bool any_time = wf_flag(w, o, "/plan", "any_time");

	if (plan == NULL)
		die("out of memory");
	send_window(w, o, plan);
	if (any_time && !f->trial)
		wf_wrong(w, "/plan", "any_time", "Alleen een proef mag op elk "
		    "moment mailen.");
	json_object_set_new(plan, "any_time", json_boolean(any_time));
	reminders(w, f, o, plan);
	liberation_day(w, o, plan);
	blackouts(w, o, plan);
	return plan;
}
