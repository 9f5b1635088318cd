/*
 * plan.h - when letters leave: runs (whole function groups, random parts of
 * large ones) spread over the send window of an allowed day. Pure: time and
 * chance are parameters. Source: design.md "An answer's way" 6 and
 * definitions.md 4.
 */
#ifndef DOMAIN_PLAN_H
#define DOMAIN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/outcome.h"

#define PLAN_PART_MIN 50	/* a part of a large group is never smaller … */
#define PLAN_PART_MAX 200	/* … and a run never larger */

struct plan {
	int send_from, send_until;	/* minutes since midnight, Amsterdam */
	bool any_time;			/* trial waves: at once, any day */
};

/* Reads the "plan" of wave.settings; what is absent has its default.
 * REFUSED when it is not a plan (the wave file's check came first). */
enum outcome plan_from_settings(struct plan *out, const char *json, size_t len);

/* "09:15" in minutes since midnight; -1 when it is not a time. */
int plan_minutes(const char *clock);

/* Whether letters may leave on the Amsterdam day of t. Weekends are out;
 * holidays and blackout periods come with the reminder calendar. */
bool plan_day_allowed(const struct plan *p, time_t t);

/* The window of the first allowed day at or after `earliest`: from is never
 * before earliest, and a window of which less than a quarter of an hour is
 * left counts as over. */
void plan_window(const struct plan *p, time_t earliest, time_t *from,
    time_t *until);

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

#endif
