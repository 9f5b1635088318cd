/*
 * plan.h - when letters leave: which letters a wave has, on which days, and
 * in which runs (whole function groups, random parts of large ones) spread
 * over the send window of that day. Pure: time and chance are parameters.
 * Source: design.md "An answer's way" 6 and definitions.md 4.
 */
#ifndef DOMAIN_PLAN_H
#define DOMAIN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "domain/holiday.h"

#define PLAN_PART_MIN 50	/* a part of a large group is never smaller … */
#define PLAN_PART_MAX 200	/* … and a run never larger */
#define PLAN_APART_DAYS 3	/* at least, between two letters … */
#define PLAN_APART (PLAN_APART_DAYS * 24 * 3600)	/* … in seconds */
#define PLAN_NOTICE (24 * 3600)	/* from a reminder to the closing */
#define PLAN_WORTH_IT (15 * 60)	/* seconds of a window still used */
#define PLAN_RUN_SECONDS 300	/* in which the letters of a run leave */
#define PLAN_LAST_SECONDS 60	/* of a slot, in which no letter begins */
#define PLAN_REMINDERS_MAX 3	/* the last call is one of them */
#define PLAN_LETTERS_MAX (1 + PLAN_REMINDERS_MAX)
#define PLAN_DAYS_MAX 180	/* from opening to closing */
#define PLAN_BLACKOUTS_MAX 20
#define PLAN_NAME_MAX 60	/* characters */

/* A period in which no letter leaves: school holidays. */
struct plan_blackout {
	int from, until;		/* days, 20150427; both included */
	char name[4 * PLAN_NAME_MAX + 1];
};

/* What a wave file says. No memory behind. */
struct plan {
	int send_from, send_until;	/* minutes since midnight, Amsterdam */
	bool any_time;			/* trial waves: at once, any day */
	int reminders[PLAN_REMINDERS_MAX];	/* days after opening */
	size_t reminder_count;
	bool last_call;			/* two working days before closing */
	bool remind_all;		/* with thanks, who has answered too */
	enum holiday_liberation liberation;
	struct plan_blackout blackouts[PLAN_BLACKOUTS_MAX];
	size_t blackout_count;
};

/* Reads the "plan" of wave.settings; what is absent has its default.
 * REFUSED when it is not a plan (the wave file's check came first). */
enum outcome plan_from_settings(struct plan *out, const char *json, size_t len);

/* "09:15" in minutes since midnight; -1 when it is not a time. */
int plan_minutes(const char *clock);
/* The setting "liberation_day"; false when there is no such word. */
bool plan_liberation(const char *word, enum holiday_liberation *out);

/* The place of a kind of letter in the order in which a person gets them:
 * 0 for "invitation"; -1 when there is no such kind. */
int plan_kind_place(const char *kind);
/* What people call it: "uitnodiging", "herinnering 1", … */
const char *plan_kind_words(const char *kind);

/* Why no letter leaves on the Amsterdam day of t, as people call it
 * ("weekend", "Koningsdag", the name of a blackout period); NULL when they
 * may leave. The name lives as long as the plan. */
const char *plan_day_barred(const struct plan *p, time_t t);
bool plan_day_allowed(const struct plan *p, time_t t);

/* The window of the Amsterdam day of t, whether letters may leave or not. */
void plan_day_window(const struct plan *p, time_t t, time_t *opens,
    time_t *closes);

/* Whether letters may leave at this moment. */
bool plan_allows(const struct plan *p, time_t now);
/* The first moment, t or later, at which a run may begin: it leaves within
 * the window then. */
time_t plan_next(const struct plan *p, time_t t);

/* How many of the seconds from … until letters could leave in: nights,
 * weekends and barred days do not count. 0 when until is not later. */
time_t plan_open_seconds(const struct plan *p, time_t from, time_t until);

/*
 * When the slot of a run that is due then is over: when letters could leave
 * for so many seconds. Who is sent one, and how many are, changes nothing.
 */
time_t plan_slot_end(const struct plan *p, time_t due, time_t seconds);
/* The same for a letter of a wave: never later than the next letter begins
 * (next; 0: there is none), nor than the minute before the closing. */
time_t plan_slot_end_before(const struct plan *p, time_t due, time_t seconds,
    time_t next, time_t closes);

/* The window of the first allowed day at or after `earliest`: from is never
 * before earliest, and a window of which less than a quarter of an hour is
 * left counts as over. */
void plan_window(const struct plan *p, time_t earliest, time_t *from,
    time_t *until);

/* ---- plan_calendar.c: the days ---- */

#define PLAN_WHY_MAX 400

/* One kind of letter and its day. No memory behind. */
struct plan_letter {
	const char *kind;
	time_t wanted;		/* 12:00 of the day that was meant */
	time_t from, until;	/* the window in which it leaves */
	bool dropped;		/* that would be too late */
	char why[PLAN_WHY_MAX];	/* it is another day: Dutch; or "" */
};

struct plan_calendar {
	struct plan_letter letters[PLAN_LETTERS_MAX];
	size_t count;
};

/*
 * All letters of a wave that opens (or is started, if that is later) at
 * `opens` and closes at `closes`, in the order of their kinds. Every window
 * begins at least 72 hours after the one before has ended.
 */
void plan_calendar(const struct plan *p, time_t opens, time_t closes,
    struct plan_calendar *out);

/* "Herinnering 1: dinsdag 7 april 2015, tussen 9.15 en 16.30 uur", with the
 * state in brackets if there is one, and a line that says why it moved.
 * (plan_print.c) */
void plan_letter_print(const struct plan_letter *l, const char *state,
    struct text *out);

/* Between which letters, and when, another day is to be found. */
struct plan_gap {
	time_t now, closes;
	time_t before;		/* the letter before has left; 0: none */
	time_t after;		/* the next begins to leave; 0: none */
};

/* The window of the day of `noon`, for a letter that somebody moves there.
 * REFUSED with the reason when it may not leave then. */
enum outcome plan_move(const struct plan *p, time_t noon,
    const struct plan_gap *gap, time_t *from, time_t *until,
    struct problem *why);

/* ---- plan_runs.c: the runs of one letter ---- */

struct plan_run {
	size_t group;		/* index into sizes */
	int part;		/* from 1 */
	size_t size;		/* letters */
	time_t due_at;
};

/* A whole number below `below`, evenly; what this file knows of chance. */
typedef uint32_t plan_chance(uint32_t below);

/*
 * The runs of one letter to groups of these sizes (empty groups have none),
 * ordered by group and part. Parts of a group larger than PLAN_PART_MAX have
 * random sizes; due times are one random moment per equal slice of the
 * window, in random order. The caller frees *out.
 */
void plan_runs(const struct plan *p, const size_t *sizes, size_t size_count,
    time_t earliest, plan_chance *chance, struct plan_run **out,
    size_t *count);

/* How many runs a group of this size is cut into. */
size_t plan_part_count(size_t size);

/* Those moments for count runs, so early that the last run has left when the
 * window ends. */
void plan_spread(time_t from, time_t until, size_t count, plan_chance *chance,
    time_t *due);

#endif
