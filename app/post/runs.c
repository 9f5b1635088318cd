/*
 * runs.c - claimed runs: goes on with those that wait for another try, and
 * claims what is due: the next one while the last letters of one leave.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "actions/claim_run.h"
#include "base/clock.h"
#include "base/log.h"
#include "post/post.h"

#define RUNS_MOST 64	/* held at once, waiting for servers */

/* Between two letters: told to stop, or something has changed. Looks once a
 * millisecond. */
static bool
interrupted(void *arg)
{
	struct post *p = arg;
	struct pollfd fds[] = {
		{ .fd = p->signals, .events = POLLIN },
		{ .fd = db_socket(p->db), .events = POLLIN },
	};
	int64_t now = clock_steady_ms();

	if (now == p->asked_at)
		return p->stopping || p->look;
	p->asked_at = now;
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
go_on(struct post *p, struct letter_run *r, const struct send_calls *calls)
{
	switch (send_run(p->db, p->sending, r, r->run.open &&
	    is_open(post_wave(p, r->run.wave_id)), calls, p)) {
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

static bool
must_wait(const struct post *p, const struct letter_run *r, time_t now)
{
	return is_open(post_wave(p, r->run.wave_id)) &&
	    (r->next_try > now || is_paused(p, r) ||
	    window_of(p, r, now) > now);
}

/* Keeps the claim, and sends when it is time. */
static bool
attend(struct post *p, struct letter_run *r)
{
	static const struct send_calls calls = { interrupted, NULL };
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
	return must_wait(p, r, now) || go_on(p, r, &calls);
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

/* The next due run; NULL when there is none to be had. */
static struct letter_run *
claim(struct post *p)
{
	struct problem why = { .code = PROBLEM_NONE };
	struct letter_run *r = NULL;
	time_t now = clock_now();
	size_t count = find_served(p, now, p->serve);

	/* While the server does not work, others may try theirs. */
	if (count == 0 || p->run_count >= RUNS_MOST || p->failed ||
	    p->sending->down_until > now)
		return NULL;
	switch (claim_run(p->db, p->sending, p->serve, count, now, &r, &why)) {
	case DONE:
		return r;
	case ABSENT:
		return NULL;
	case REFUSED:
		log_info("%s", why.text);
		return NULL;
	case FAILED:
		break;
	}
	p->failed = true;
	return NULL;
}

/* The run after the one whose letters leave. It is held already: what stops
 * the one does not lose the other. */
static struct letter_run *
claim_ahead(void *arg)
{
	struct post *p = arg;
	struct letter_run *r = claim(p);

	if (r == NULL)
		return NULL;
	hold(p, r);
	p->next = r;
	if (send_run_prepare(p->db, p->sending, r) != DONE) {
		p->failed = true;
		return NULL;
	}
	return r->run.open && is_open(post_wave(p, r->run.wave_id)) &&
	    !must_wait(p, r, clock_now()) ? r : NULL;
}

static void
let_go(struct post *p, const struct letter_run *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->run_count; i++)
		if (p->runs[i] != r)
			p->runs[kept++] = p->runs[i];
	p->run_count = kept;
}

/* The run that was claimed ahead, or a new one. */
static struct letter_run *
take(struct post *p)
{
	struct letter_run *r = p->next;

	p->next = NULL;
	if (r == NULL || p->failed || must_wait(p, r, clock_now()))
		return claim(p);
	let_go(p, r);
	return r;
}

static void
send_due(struct post *p)
{
	static const struct send_calls calls = { interrupted, claim_ahead };
	struct letter_run *r;

	while (!interrupted(p) && (r = take(p)) != NULL)
		if (go_on(p, r, &calls))
			hold(p, r);
	p->next = NULL;
}

void
post_send(struct post *p)
{
	size_t kept = 0, i;

	p->serve = calloc(p->wave_count + 1, sizeof(*p->serve));
	if (p->serve == NULL)
		die("out of memory");
	for (i = 0; i < p->run_count; i++)
		if (interrupted(p) || attend(p, p->runs[i]))
			p->runs[kept++] = p->runs[i];
	p->run_count = kept;
	send_due(p);
	ballots_forget(&p->sending->cast);
	free(p->serve);
	p->serve = NULL;
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
