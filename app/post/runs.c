/*
 * runs.c - claimed runs: goes on with those that wait for another try, and
 * claims what is due, one at a time.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "actions/claim_run.h"
#include "base/clock.h"
#include "base/log.h"
#include "post/post.h"

#define RUNS_MOST 64	/* held at once, waiting for servers */

/* Between two letters: told to stop, or something has changed. */
static bool
interrupted(void *arg)
{
	struct post *p = arg;
	struct pollfd fds[] = {
		{ .fd = p->signals, .events = POLLIN },
		{ .fd = db_socket(p->db), .events = POLLIN },
	};

	if (poll(fds, 2, 0) > 0) {
		p->stopping |= fds[0].revents != 0;
		if (fds[1].revents != 0 && db_notified(p->db))
			p->look = true;
	}
	p->look |= post_mailbox_waits(p);
	return p->stopping || p->look;
}

/* A wave that a test or an administrator took away is as good as closed. */
static bool
is_open(const struct wave_work *w)
{
	return w != NULL && w->state == WAVE_OPEN &&
	    clock_now() < w->closes_at;
}

static bool
is_paused(const struct post *p, const struct letter_run *r)
{
	const struct wave_work *w = post_wave(p, r->run.wave_id);

	return w != NULL && w->state == WAVE_OPEN &&
	    (w->paused || !w->has_plan);
}

/* When letters of a run may leave again: at once, or in the next window. */
static time_t
window_of(const struct post *p, const struct letter_run *r, time_t now)
{
	const struct wave_work *w = post_wave(p, r->run.wave_id);

	if (!is_open(w) || !w->has_plan || plan_allows(&w->plan, now))
		return now;
	return plan_next(&w->plan, now);
}

/* One pass over a run's letters. True while it is still to be kept. */
static bool
go_on(struct post *p, struct letter_run *r)
{
	switch (send_run(p->db, p->sending, r, r->run.open &&
	    is_open(post_wave(p, r->run.wave_id)), interrupted, p)) {
	case DONE:
	case REFUSED:
		letter_run_free(r);
		return false;
	case FAILED:
		p->failed = true;
		break;
	case ABSENT:
		break;
	}
	return true;
}

/* Keeps the claim, and sends when it is time. */
static bool
attend(struct post *p, struct letter_run *r)
{
	time_t now = clock_now();

	switch (letter_run_keep(p->db, p->sending, r, now)) {
	case DONE:
		break;
	case REFUSED:
		letter_run_free(r);
		return false;
	default:
		p->failed = true;
		return true;
	}
	if (is_open(post_wave(p, r->run.wave_id)) &&
	    (r->next_try > now || is_paused(p, r) ||
	    window_of(p, r, now) > now))
		return true;
	return go_on(p, r);
}

static void
hold(struct post *p, struct letter_run *r)
{
	struct letter_run **grown = realloc(p->runs,
	    (p->run_count + 1) * sizeof(struct letter_run *));

	if (grown == NULL)
		die("out of memory");
	p->runs = grown;
	p->runs[p->run_count++] = r;
}

/* The waves whose runs may begin at this moment. */
static size_t
find_served(const struct post *p, time_t now, struct wave_work *serve)
{
	size_t count = 0;

	for (size_t i = 0; i < p->wave_count; i++)
		if (p->serves[i] && (p->waves[i].state != WAVE_OPEN ||
		    plan_next(&p->waves[i].plan, now) == now))
			serve[count++] = p->waves[i];
	return count;
}

/* The next due run. False when there is none to be had. */
static bool
claim(struct post *p, struct wave_work *serve)
{
	struct problem why = { .code = PROBLEM_NONE };
	struct letter_run *r = NULL;
	time_t now = clock_now();
	size_t count = find_served(p, now, serve);

	if (count == 0)
		return false;
	switch (claim_run(p->db, p->sending, serve, count, now, &r, &why)) {
	case DONE:
		if (go_on(p, r))
			hold(p, r);
		return true;
	case ABSENT:
		return false;
	case REFUSED:
		log_info("%s", why.text);
		return false;
	case FAILED:
		break;
	}
	p->failed = true;
	return false;
}

void
post_send(struct post *p)
{
	struct wave_work *serve = calloc(p->wave_count + 1, sizeof(*serve));
	size_t kept = 0, i;

	if (serve == NULL)
		die("out of memory");
	for (i = 0; i < p->run_count; i++)
		if (interrupted(p) || attend(p, p->runs[i]))
			p->runs[kept++] = p->runs[i];
	p->run_count = kept;
	/* While the server does not work, others may try theirs. */
	while (p->run_count < RUNS_MOST && !p->failed &&
	    p->sending->down_until <= clock_now() && !interrupted(p) &&
	    claim(p, serve))
		continue;
	ballots_forget(&p->sending->cast);
	free(serve);
}

time_t
post_runs_next(const struct post *p)
{
	time_t next = 0;

	for (size_t i = 0; i < p->run_count; i++) {
		time_t then = letter_run_next(p->runs[i]);
		time_t keep = p->runs[i]->lease_until - LEASE_SECONDS / 2;
		time_t window = window_of(p, p->runs[i], p->looked_at);

		if (is_paused(p, p->runs[i]) || keep < window)
			then = keep;
		else if (then < window)
			then = window;
		if (next == 0 || then < next)
			next = then;
	}
	return next;
}

bool
post_runs_failing(const struct post *p)
{
	for (size_t i = 0; i < p->run_count; i++)
		if (p->runs[i]->failing)
			return true;
	return false;
}

void
post_runs_free(struct post *p)
{
	for (size_t i = 0; i < p->run_count; i++)
		letter_run_free(p->runs[i]);
	free(p->runs);
}
