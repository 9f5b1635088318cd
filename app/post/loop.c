/*
 * loop.c - sleeps until something is due, somebody says that something has
 * changed, or it is told to stop. Asks the database nothing while it sleeps.
 */
#include <poll.h>

#include "base/clock.h"
#include "base/log.h"
#include "post/post.h"

/* Looks without a reason too, in case a word got lost. */
#define LOOK_AGAIN_MS 60000
/* A test's clock may be moved while we sleep; the database is not asked. */
#ifdef AOJ_TEST
#define SLEEP_MS 100
#else
#define SLEEP_MS LOOK_AGAIN_MS
#endif
#define KEEP_LINES 30		/* seconds; open to the mail server, unused */
#define RETRY_MS 500		/* doubled at every failure */
#define FAILED_DOUBLINGS 7
#define WAITING_DOUBLINGS 2
#define ONCE_FAILURES 3		/* then --once gives up; others had a turn */
#define ONCE_RETRIES 30		/* the same, for what only waits */

static time_t
next_due(const struct post *p)
{
	const time_t times[] = {
		post_next(p), post_runs_next(p), p->outbox_next
	};
	time_t next = 0;

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (times[i] != 0 && (next == 0 || times[i] < next))
			next = times[i];
	return next;
}

/* Waits at most ms; takes in signals and what the database says. */
static void
listen_for(struct post *p, int64_t ms)
{
	struct pollfd fds[] = {
		{ .fd = p->signals, .events = POLLIN },
		{ .fd = db_socket(p->db), .events = POLLIN },
		{ .fd = p->mailbox_fd, .events = POLLIN },
	};

	if (poll(fds, 3, (int)ms) <= 0)
		return;
	if (fds[0].revents != 0)
		p->stopping = true;
	if (fds[1].revents != 0 && db_notified(p->db))
		p->look = true;
	if (fds[2].revents != 0) {
		post_mailbox_heard(p);
		p->look = true;
	}
}

/* Until something is due; at most until the moment of the next look. */
static void
doze(struct post *p, int64_t look_at)
{
	while (!p->stopping && !p->look) {
		time_t due = next_due(p);
		int64_t left = look_at - clock_steady_ms();

		if (left <= 0 || (due != 0 && clock_wait_ms(due, 1) == 0)) {
			p->look = true;
			return;
		}
		if (due != 0)
			left = clock_wait_ms(due, left);
		listen_for(p, left < SLEEP_MS ? left : SLEEP_MS);
	}
}

/* What failed is tried again soon, then less and less soon; what only waits
 * for somebody else stays soon. Hears nothing but signals. */
static void
pause_a_while(struct post *p)
{
	struct pollfd signals = { .fd = p->signals, .events = POLLIN };
	int most = p->failed ? FAILED_DOUBLINGS : WAITING_DOUBLINGS;
	int doublings = p->failures < most ? p->failures : most;

	p->failures++;
	if (poll(&signals, 1, RETRY_MS << doublings) > 0)
		p->stopping = true;
}

bool
post_loop(struct post *p, bool once)
{
	while (!p->stopping) {
		p->look = p->failed = p->waits = false;
		post_look(p);
		if (!p->failed)
			post_send_staff_mail(p);
		if (!p->failed)
			post_send(p);
		if (!p->failed)
			post_mailbox(p);
		if (once && p->failed && p->failures >= ONCE_FAILURES)
			return false;
		if (once && p->waits && p->failures >= ONCE_RETRIES)
			return false;
		if (p->failed || p->waits) {
			pause_a_while(p);
			continue;
		}
		p->failures = 0;
		if (once && !p->look)
			return !post_runs_failing(p) && !p->mailbox_failed;
		if (next_due(p) == 0 || next_due(p) > clock_now() + KEEP_LINES)
			sending_rest(p->sending);
		if (!p->look)
			doze(p, clock_steady_ms() + LOOK_AGAIN_MS);
	}
	return true;
}
