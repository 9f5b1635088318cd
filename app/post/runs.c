/*
 * runs.c - claimed runs. When a run is claimed, its claim kept and a run of
 * reminders settled, the clock alone says: between two letters of another run
 * too, which go on leaving meanwhile.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "actions/claim_run.h"
#include "actions/run_journal.h"
#include "base/clock.h"
#include "base/log.h"
#include "post/post.h"

#define RUNS_MOST 64	/* held at once; but reminders go by the clock */
#define TRY_AGAIN 30	/* seconds, after the database failed */

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

/* A pause moves a slot, so it is not over in it. */
static bool
must_wait(const struct post *p, const struct letter_run *r, time_t now)
{
	if (!is_open(post_wave(p, r->run.wave_id)))
		return false;
	if (is_paused(p, r))
		return true;
	return !letter_run_over(r, now) &&
	    (r->next_try > now || window_of(p, r, now) > now);
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

/* ---- by the clock ---- */

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

static bool
has_room(const struct post *p)
{
	size_t count = 0;

	for (size_t i = 0; i < p->run_count; i++)
		count += !p->runs[i]->ended && (!p->runs[i]->run.open ||
		    !letter_run_reminds(p->runs[i]));
	return count < RUNS_MOST;
}

/* The next due run, into the hands of p. False when there is none to be had. */
static bool
claim(struct post *p, const struct wave_work *serve, size_t count, time_t now)
{
	struct problem why = { .code = PROBLEM_NONE };
	struct letter_run *r = NULL;

	switch (claim_run(p->db, p->sending, serve, count, now, &r, &why)) {
	case DONE:
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

/* All that is due, and when the next run will be. */
static void
claim_due(struct post *p, time_t now)
{
	struct wave_work *serve = calloc(p->wave_count + 1, sizeof(*serve));
	size_t count;

	if (serve == NULL)
		die("out of memory");
	count = find_served(p, now, serve);
	while (count > 0 && has_room(p) && claim(p, serve, count, now))
		continue;
	if (claim_next(p->db, serve, count, now, &p->claim_at) != DONE)
		p->failed = true;
	free(serve);
}

/* Runs whose slot is over, but for the one whose letters leave: that one ends
 * its pass. */
static void
settle_over(struct post *p, time_t now)
{
	for (size_t i = 0; i < p->run_count; i++) {
		struct letter_run *r = p->runs[i];

		if (r == p->current || r->ended || r->taken ||
		    !letter_run_over(r, now) || r->next_try > now ||
		    must_wait(p, r, now))
			continue;
		switch (settle_run(p->db, p->sending, r, now)) {
		case DONE:
		case REFUSED:
			r->ended = true;
			break;
		default:
			r->next_try = now + TRY_AGAIN;
			p->failed = true;
			break;
		}
	}
}

static time_t
next_moment(const struct post *p)
{
	time_t next = p->keep_at;

	if (p->claim_at != 0 && p->claim_at < next)
		next = p->claim_at;
	for (size_t i = 0; i < p->run_count; i++)
		if (!p->runs[i]->ended && letter_run_reminds(p->runs[i]) &&
		    p->runs[i] != p->current &&
		    p->runs[i]->run.ends_at < next)
			next = p->runs[i]->run.ends_at;
	return next;
}

/* Claims are renewed at whole steps of the clock, all at once. */
static void
keep(struct post *p, time_t now)
{
	bool renew = now >= p->keep_at;

	if (p->run_count == 0)
		p->keep_at = lease_end(now) - LEASE_SECONDS / 2;
	else if (letter_runs_check(p->db, p->sending, p->runs, p->run_count,
	    renew, now) != DONE)
		p->failed = true;
	else if (renew) {
		p->keep_at = lease_end(now) - LEASE_SECONDS / 2;
		/* A journal that is as old as its last letter would tell. */
		for (size_t i = 0; i < p->run_count; i++)
			if (!p->runs[i]->ended &&
			    run_journal_write(p->runs[i]) != DONE)
				p->failed = true;
	}
}

static bool
due(void *arg)
{
	const struct post *p = arg;

	return !p->failed && clock_now() >= p->tend_at;
}

static void
tend(void *arg)
{
	struct post *p = arg;
	time_t now = clock_now();

	keep(p, now);
	if (!p->failed)
		settle_over(p, now);
	if (!p->failed)
		claim_due(p, now);
	p->tend_at = next_moment(p);
	if (p->tend_at <= now)
		p->tend_at = now + 1;
}

/* ---- letters ---- */

/* The run whose letters are to leave now: invitations go before reminders, so
 * that nothing told of them depends on those. */
static struct letter_run *
choose(struct post *p, time_t now)
{
	struct letter_run *chosen = NULL;

	for (size_t i = 0; i < p->run_count; i++) {
		struct letter_run *r = p->runs[i];

		if (r->ended || r == p->current || r->round == p->round ||
		    (!r->taken && must_wait(p, r, now)))
			continue;
		if (!letter_run_reminds(r))
			return r;
		if (chosen == NULL)
			chosen = r;
	}
	return chosen;
}

/* The run after the one whose letters leave. */
static struct letter_run *
ahead(void *arg)
{
	struct post *p = arg;
	struct letter_run *r = choose(p, clock_now());

	if (r == NULL || r->taken || !r->run.open ||
	    !is_open(post_wave(p, r->run.wave_id)))
		return NULL;
	if (send_run_prepare(p->db, p->sending, r) != DONE) {
		p->failed = true;
		return NULL;
	}
	return r;
}

/* One pass over a run's letters. */
static void
go_on(struct post *p, struct letter_run *r)
{
	static const struct send_calls calls = { interrupted, due, tend,
	    ahead };

	r->round = p->round;
	if (r->taken) {
		r->ended = true;
		return;
	}
	p->current = r;
	switch (send_run(p->db, p->sending, r, r->run.open &&
	    is_open(post_wave(p, r->run.wave_id)), &calls, p)) {
	case DONE:
	case REFUSED:
		r->ended = true;
		p->tend_at = 0;		/* others may have waited for it */
		break;
	case FAILED:
		p->failed = true;
		break;
	case ABSENT:
		break;
	}
	p->current = NULL;
}

/* Not while a pass goes on, which may know the next one. */
static void
sweep(struct post *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->run_count; i++)
		if (p->runs[i]->ended)
			letter_run_free(p->runs[i]);
		else
			p->runs[kept++] = p->runs[i];
	p->run_count = kept;
}

void
post_send(struct post *p)
{
	struct letter_run *r;

	p->round++;
	tend(p);
	while (!p->failed && !interrupted(p)) {
		if (due(p))
			tend(p);
		r = choose(p, clock_now());
		if (r == NULL)
			break;
		go_on(p, r);
		sweep(p);
	}
	sweep(p);
	ballots_forget(&p->sending->cast);
	slips_forget(&p->sending->slips);
}

time_t
post_runs_next(const struct post *p)
{
	time_t next = p->run_count > 0 ? p->keep_at : 0;

	for (size_t i = 0; i < p->run_count; i++) {
		time_t then = p->runs[i]->next_try;
		time_t window = window_of(p, p->runs[i], p->looked_at);

		if (is_paused(p, p->runs[i]))
			continue;
		if (then < window)
			then = window;
		if (letter_run_reminds(p->runs[i]) &&
		    p->runs[i]->run.ends_at < then)
			then = p->runs[i]->run.ends_at;
		if (then < next)
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
