/*
 * test_plan_calendar.c - promises about the days on which letters leave: on
 * thousands of random plans between 2010 and 2060, and on known weeks.
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

#define PLANS 2000
#define GROUPS 4
#define FIRST_OPENING 1262304000	/* 1 January 2010 */
#define LAST_OPENING 2840140800		/* 1 January 2060 */

static uint64_t seed = 2015;

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
    .send_until = 16 * 60 + 30, .reminders = { 7, 14 }, .reminder_count = 2 };

static int
day_of(time_t t)
{
	struct local_time l = clock_local(t);

	return l.year * 10000 + l.month * 100 + l.day;
}

static int
minute_of(time_t t)
{
	struct local_time l = clock_local(t);

	return l.hour * 60 + l.minute;
}

/* What this test itself knows of forbidden days. */
static bool
forbidden(const struct plan *p, time_t t)
{
	struct local_time l = clock_local(t);

	for (size_t i = 0; i < p->blackout_count; i++)
		if (day_of(t) >= p->blackouts[i].from &&
		    day_of(t) <= p->blackouts[i].until)
			return true;
	return l.weekday > 5 ||
	    holiday_name(l.year, l.month, l.day, p->liberation) != NULL;
}

static time_t
closing(time_t opens, int days)
{
	struct local_time l = clock_local(clock_later(opens, days));

	return clock_from_local(l.year, l.month, l.day, 23, 59);
}

/* A plan as a wave file may have it, and when its wave opens and closes. */
static void
random_wave(struct plan *p, time_t *opens, time_t *closes)
{
	int least = PLAN_APART_DAYS;

	memset(p, 0, sizeof(*p));
	*opens = FIRST_OPENING + (time_t)chance(LAST_OPENING - FIRST_OPENING);
	*closes = closing(*opens, (int)chance(70));
	p->send_from = (int)chance(23 * 60);
	p->send_until = p->send_from + 60 +
	    (int)chance((uint32_t)(24 * 60 - 60 - p->send_from));
	p->reminder_count = chance(4);
	for (size_t i = 0; i < p->reminder_count; i++) {
		p->reminders[i] = least + (int)chance(12);
		least = p->reminders[i] + PLAN_APART_DAYS;
	}
	p->last_call = p->reminder_count < 3 && chance(2) == 0;
	p->liberation = (enum holiday_liberation)chance(3);
	p->blackout_count = chance(4);
	for (size_t i = 0; i < p->blackout_count; i++) {
		time_t from = clock_later(*opens, (int)chance(60) - 10);

		p->blackouts[i].from = day_of(from);
		p->blackouts[i].until = day_of(clock_later(from,
		    (int)chance(16)));
		snprintf(p->blackouts[i].name, sizeof(p->blackouts[i].name),
		    "vakantie %zu", i);
	}
}

static bool
moved(const struct plan_letter *l)
{
	return day_of(l->from) != day_of(l->wanted);
}

/* A window is one of an allowed day, whole or its rest. */
static void
assert_window(const struct plan *p, const struct plan_letter *l, time_t opens)
{
	assert_false(forbidden(p, l->from));
	assert_int_equal(day_of(l->from), day_of(l->until));
	assert_true(l->until - l->from >= PLAN_WORTH_IT);
	assert_true(l->from >= opens);
	assert_true(minute_of(l->from) >= p->send_from);
	assert_int_equal(minute_of(l->until), p->send_until);
}

static void
no_letter_is_planned_on_a_forbidden_day_or_hour(void **state)
{
	(void)state;
	for (int n = 0; n < PLANS; n++) {
		struct plan_calendar c;
		struct plan p;
		time_t opens, closes;

		random_wave(&p, &opens, &closes);
		plan_calendar(&p, opens, closes, &c);
		assert_int_equal(c.count, 1 + p.reminder_count + p.last_call);
		for (size_t i = 0; i < c.count; i++)
			if (!c.letters[i].dropped)
				assert_window(&p, &c.letters[i], opens);
	}
}

static void
letters_keep_their_order_and_72_hours(void **state)
{
	(void)state;
	for (int n = 0; n < PLANS; n++) {
		struct plan_calendar c;
		struct plan p;
		time_t opens, closes, left = 0;
		int place = -1;

		random_wave(&p, &opens, &closes);
		plan_calendar(&p, opens, closes, &c);
		for (size_t i = 0; i < c.count; i++) {
			const struct plan_letter *l = &c.letters[i];

			assert_true(plan_kind_place(l->kind) > place);
			place = plan_kind_place(l->kind);
			if (l->dropped)
				continue;
			assert_true(l->from >= left);
			left = l->until + 72 * 3600;
		}
	}
}

/* Nothing else is in the way of a day that was passed over. */
static void
assert_needed(const struct plan *p, const struct plan_letter *l,
    time_t opens, time_t left)
{
	for (time_t day = l->wanted; day_of(day) < day_of(l->from);
	    day = clock_later(day, 1)) {
		time_t begins, ends;

		plan_day_window(p, day, &begins, &ends);
		assert_true(forbidden(p, day) ||
		    ends - PLAN_WORTH_IT < opens ||
		    ends - PLAN_WORTH_IT < left);
	}
}

static void
a_letter_moves_only_when_it_must_and_says_why(void **state)
{
	int reasons[6] = { 0 };

	(void)state;
	for (int n = 0; n < PLANS; n++) {
		struct plan_calendar c;
		struct plan p;
		time_t opens, closes, left = 0;

		random_wave(&p, &opens, &closes);
		plan_calendar(&p, opens, closes, &c);
		for (size_t i = 0; i < c.count; i++) {
			const struct plan_letter *l = &c.letters[i];

			assert_true(day_of(l->from) >= day_of(l->wanted));
			assert_needed(&p, l, opens, left);
			assert_int_equal(moved(l) || l->dropped,
			    l->why[0] != '\0');
			reasons[0] += strstr(l->why, "weekend") != NULL;
			reasons[1] += strstr(l->why, "dag") != NULL;
			reasons[2] += strstr(l->why, "vakantie") != NULL;
			reasons[3] += strstr(l->why, "72 uur") != NULL;
			reasons[4] += strstr(l->why, "voorbij") != NULL;
			reasons[5] += strstr(l->why, "sluiting") != NULL;
			if (!l->dropped || i == 0)
				left = l->until + 72 * 3600;
		}
	}
	for (size_t i = 0; i < 6; i++)
		assert_true(reasons[i] > 20);
}

static void
what_is_too_late_is_dropped_and_nothing_else(void **state)
{
	int dropped = 0;

	(void)state;
	for (int n = 0; n < PLANS; n++) {
		struct plan_calendar c;
		struct plan p;
		time_t opens, closes;

		random_wave(&p, &opens, &closes);
		plan_calendar(&p, opens, closes, &c);
		for (size_t i = 0; i < c.count; i++) {
			const struct plan_letter *l = &c.letters[i];
			time_t last = i == 0 ? closes : closes - 24 * 3600;

			assert_int_equal(l->dropped, l->until > last);
			assert_int_equal(l->dropped, strstr(l->why,
			    "te dicht bij de sluiting") != NULL);
			dropped += l->dropped;
		}
	}
	assert_in_range(dropped, PLANS / 4, 3 * PLANS);
}

/* All runs of a wave: every group once per letter, whole or in parts. */
static void
assert_runs(const struct plan *p, const struct plan_letter *l,
    const size_t *sizes, time_t left[GROUPS])
{
	size_t sums[GROUPS] = { 0 }, parts[GROUPS] = { 0 }, count;
	time_t last[GROUPS] = { 0 };
	struct plan_run *runs;

	plan_runs(p, sizes, GROUPS, l->from, chance, &runs, &count);
	for (size_t i = 0; i < count; i++) {
		size_t g = runs[i].group;

		assert_int_equal(runs[i].part, ++parts[g]);
		sums[g] += runs[i].size;
		if (sizes[g] > PLAN_PART_MAX)
			assert_in_range(runs[i].size, 50, 200);
		assert_true(runs[i].due_at >= l->from);
		assert_true(runs[i].due_at + PLAN_RUN_SECONDS < l->until);
		assert_true(plan_allows(p, runs[i].due_at));
		assert_int_equal(plan_next(p, runs[i].due_at), runs[i].due_at);
		/* Of the letter before, the whole group has it by then. */
		assert_true(runs[i].due_at >= left[g]);
		if (runs[i].due_at > last[g])
			last[g] = runs[i].due_at;
	}
	for (size_t g = 0; g < GROUPS; g++) {
		assert_int_equal(sums[g], sizes[g]);
		if (sizes[g] <= PLAN_PART_MAX)
			assert_int_equal(parts[g], sizes[g] > 0);
		left[g] = last[g] + PLAN_RUN_SECONDS + 72 * 3600;
	}
	free(runs);
}

static void
every_group_gets_every_letter_once_72_hours_apart(void **state)
{
	(void)state;
	for (int n = 0; n < PLANS; n++) {
		size_t sizes[GROUPS] = { chance(900), chance(52), chance(260),
		    chance(9) };
		time_t opens, closes, left[GROUPS] = { 0 };
		struct plan_calendar c;
		struct plan p;

		random_wave(&p, &opens, &closes);
		plan_calendar(&p, opens, closes, &c);
		for (size_t i = 0; i < c.count; i++)
			if (!c.letters[i].dropped)
				assert_runs(&p, &c.letters[i], sizes, left);
	}
}

static void
letters_may_leave_in_the_window_of_an_allowed_day_only(void **state)
{
	(void)state;
	for (int n = 0; n < PLANS; n++) {
		struct plan p;
		time_t opens, closes, t, next;

		random_wave(&p, &opens, &closes);
		t = opens + (time_t)chance(40 * 86400);
		assert_int_equal(plan_allows(&p, t), !forbidden(&p, t) &&
		    minute_of(t) >= p.send_from && minute_of(t) < p.send_until);
		next = plan_next(&p, t);
		assert_true(next >= t && plan_allows(&p, next));
		assert_true(plan_allows(&p, next + PLAN_RUN_SECONDS - 1));
		assert_int_equal(plan_next(&p, next), next);
		/* No earlier moment would have done. */
		for (int i = 0; i < 20 && next > t; i++) {
			time_t other = t + (time_t)chance((uint32_t)(next - t));

			assert_true(!plan_allows(&p, other) || !plan_allows(&p,
			    other + PLAN_RUN_SECONDS));
		}
	}
}

/* "20150323 20150330", with the reasons of what moved. */
static void
assert_days(const struct plan *p, time_t opens, time_t closes,
    const char *expected)
{
	struct plan_calendar c;
	char found[2000] = "";

	plan_calendar(p, opens, closes, &c);
	for (size_t i = 0; i < c.count; i++) {
		size_t len = strlen(found);

		snprintf(found + len, sizeof(found) - len, "%s %d%s%s%s\n",
		    c.letters[i].kind, day_of(c.letters[i].from),
		    c.letters[i].dropped ? " dropped" : "",
		    c.letters[i].why[0] != '\0' ? ": " : "",
		    c.letters[i].why);
	}
	assert_string_equal(found, expected);
}

static void
the_window_has_a_first_and_a_last_second(void **state)
{
	time_t opens = clock_from_local(2015, 3, 16, 9, 15);
	time_t closes = clock_from_local(2015, 3, 16, 16, 30);

	(void)state;
	assert_false(plan_allows(&usual, opens - 1));
	assert_true(plan_allows(&usual, opens));
	assert_true(plan_allows(&usual, closes - 1));
	assert_false(plan_allows(&usual, closes));
	assert_int_equal(plan_next(&usual, opens - 86400 * 2), opens);
	assert_int_equal(plan_next(&usual, closes - PLAN_RUN_SECONDS),
	    clock_from_local(2015, 3, 17, 9, 15));
}

static void
a_wave_started_late_in_the_day_begins_the_next(void **state)
{
	struct plan p = usual;

	(void)state;
	p.reminder_count = 0;
	assert_days(&p, clock_from_local(2015, 3, 16, 16, 14),
	    closing(1426500000, 28), "invitation 20150316\n");
	assert_days(&p, clock_from_local(2015, 3, 16, 16, 20),
	    closing(1426500000, 28), "invitation 20150317: het "
	    "verzendvenster van die dag is voorbij\n");
	assert_days(&p, clock_from_local(2015, 3, 20, 16, 20),
	    closing(1426500000, 28), "invitation 20150323: het "
	    "verzendvenster van die dag is voorbij, weekend\n");
}

static void
the_wave_of_2015_had_two_reminders_on_mondays(void **state)
{
	struct plan p = usual;
	time_t opens = clock_from_local(2015, 3, 16, 0, 0);
	time_t closes = clock_from_local(2015, 4, 13, 23, 59);

	(void)state;
	p.last_call = true;
	assert_days(&p, opens, closes, "invitation 20150316\n"
	    "reminder_1 20150323\nreminder_2 20150330\n"
	    "last_call 20150409\n");
}

static void
easter_koningsdag_and_may_are_in_the_way(void **state)
{
	struct plan p = usual;
	time_t opens = clock_from_local(2015, 3, 30, 0, 0);
	time_t closes = clock_from_local(2015, 5, 8, 23, 59);

	(void)state;
	p.reminders[0] = 4;		/* Good Friday */
	p.reminders[1] = 28;		/* Monday 27 April */
	p.reminders[2] = 36;		/* Tuesday 5 May */
	p.reminder_count = 3;
	assert_days(&p, opens, closes, "invitation 20150330\n"
	    "reminder_1 20150407: Goede Vrijdag, weekend, eerste paasdag, "
	    "tweede paasdag\n"
	    "reminder_2 20150428: Koningsdag\n"
	    "reminder_3 20150506: Bevrijdingsdag\n");
	p.liberation = LIBERATION_OFF;
	p.blackout_count = 1;
	p.blackouts[0] = (struct plan_blackout){ 20150425, 20150503,
	    "meivakantie" };
	assert_days(&p, opens, closes, "invitation 20150330\n"
	    "reminder_1 20150407: Goede Vrijdag, weekend, eerste paasdag, "
	    "tweede paasdag\n"
	    "reminder_2 20150504: meivakantie\n"
	    "reminder_3 20150508 dropped: 72 uur na de brief ervoor, "
	    "te dicht bij de sluiting\n");
}

static void
the_window_stands_on_the_clock_of_amsterdam(void **state)
{
	struct plan p = usual;
	struct plan_calendar c;

	(void)state;
	/* Summer time begins on 29 March 2015, and ends on 25 October. */
	p.reminders[0] = 3;
	p.reminder_count = 1;
	plan_calendar(&p, clock_from_local(2015, 3, 26, 0, 0),
	    clock_from_local(2015, 4, 30, 23, 59), &c);
	assert_int_equal(c.letters[0].from, 1427357700);	/* 08:15 UTC */
	assert_int_equal(c.letters[1].from, 1427699700);	/* 07:15 UTC */
	assert_int_equal(c.letters[1].until, 1427725800);	/* 14:30 UTC */
	plan_calendar(&p, clock_from_local(2015, 10, 22, 0, 0),
	    clock_from_local(2015, 11, 30, 23, 59), &c);
	assert_int_equal(c.letters[0].from, 1445498100);	/* 07:15 UTC */
	assert_int_equal(c.letters[1].from, 1445847300);	/* 08:15 UTC */
	/* 72 hours, not three days: on Sunday an hour is lost. */
	p.send_from = 0;
	p.any_time = true;
	plan_calendar(&p, clock_from_local(2015, 3, 27, 10, 0),
	    clock_from_local(2015, 4, 30, 23, 59), &c);
	assert_int_equal(c.letters[1].from - c.letters[0].from, 72 * 3600);
	assert_int_equal(minute_of(c.letters[1].from), 11 * 60);
}

static void
assert_move(const struct plan *p, const char *date,
    const struct plan_gap *gap, const char *says)
{
	struct problem why = { .code = PROBLEM_NONE };
	time_t from = 0, until = 0;
	enum outcome o = plan_move(p, clock_from_date(date), gap, &from,
	    &until, &why);

	if (*says != '\0') {
		assert_int_equal(o, REFUSED);
		if (strstr(why.text, says) == NULL)
			fail_msg("%s: %s", date, why.text);
		return;
	}
	assert_int_equal(o, DONE);
	assert_int_equal(day_of(from), day_of(clock_from_date(date)));
	assert_int_equal(minute_of(until), p->send_until);
}

static void
a_letter_is_moved_to_an_allowed_day_only(void **state)
{
	struct plan p = usual;
	struct plan_gap gap = {
		.now = clock_from_local(2015, 3, 25, 10, 0),
		.before = clock_from_local(2015, 3, 24, 16, 0),
		.after = clock_from_local(2015, 4, 8, 9, 15),
		.closes = clock_from_local(2015, 4, 13, 23, 59),
	};

	(void)state;
	p.blackout_count = 1;
	p.blackouts[0] = (struct plan_blackout){ 20150401, 20150401, "feest" };
	assert_move(&p, "2015-03-30", &gap, "");
	assert_move(&p, "2015-03-31", &gap, "");
	assert_move(&p, "2015-03-24", &gap, "is voorbij");
	assert_move(&p, "2015-03-25", &gap, "minstens 72 uur");
	assert_move(&p, "2015-03-27", &gap, "");	/* from 16:00 on */
	assert_move(&p, "2015-03-28", &gap, "weekend");
	assert_move(&p, "2015-04-01", &gap, "feest");
	assert_move(&p, "2015-04-03", &gap, "Goede Vrijdag");
	assert_move(&p, "2015-04-02", &gap, "");
	assert_move(&p, "2015-04-07", &gap, "de brief erna");
	assert_move(&p, "2015-04-08", &gap, "al weg");
	gap.after = 0;
	assert_move(&p, "2015-04-10", &gap, "");
	assert_move(&p, "2015-04-13", &gap, "uiterlijk een etmaal");
	gap.before = clock_from_local(2015, 4, 9, 16, 30);
	assert_move(&p, "2015-04-08", &gap, "nog niet weg");
	/* A trial needs no working day, and still its distance. */
	p.any_time = true;
	gap.before = clock_from_local(2015, 3, 24, 16, 0);
	assert_move(&p, "2015-03-28", &gap, "");
	assert_move(&p, "2015-03-26", &gap, "minstens 72 uur");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_letter_is_planned_on_a_forbidden_day_or_hour),
		cmocka_unit_test(letters_keep_their_order_and_72_hours),
		cmocka_unit_test(a_letter_moves_only_when_it_must_and_says_why),
		cmocka_unit_test(what_is_too_late_is_dropped_and_nothing_else),
		cmocka_unit_test(every_group_gets_every_letter_once_72_hours_apart),
		cmocka_unit_test(letters_may_leave_in_the_window_of_an_allowed_day_only),
		cmocka_unit_test(the_window_has_a_first_and_a_last_second),
		cmocka_unit_test(a_wave_started_late_in_the_day_begins_the_next),
		cmocka_unit_test(the_wave_of_2015_had_two_reminders_on_mondays),
		cmocka_unit_test(easter_koningsdag_and_may_are_in_the_way),
		cmocka_unit_test(the_window_stands_on_the_clock_of_amsterdam),
		cmocka_unit_test(a_letter_is_moved_to_an_allowed_day_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
