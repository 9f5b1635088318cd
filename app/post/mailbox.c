/*
 * mailbox.c - when post looks into the Maildir that letters come back to: at
 * every look, and soon after something has come (inotify). A flood of mail
 * takes its turn with the letters.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "actions/read_mailbox.h"
#include "base/clock.h"
#include "base/log.h"
#include "post/post.h"

#define MESSAGES_MOST 50	/* in one look */
#define BETWEEN_MS 5000		/* looks, while letters leave */

/* After the first look, which makes the folder; what came in between is seen
 * by a second one. */
static void
watch(struct post *p)
{
	char path[sizeof(p->config->bounce_maildir) + 8];

	if (p->mailbox_fd != MAILBOX_UNWATCHED)
		return;
	(void)snprintf(path, sizeof(path), "%s/new",
	    p->config->bounce_maildir);
	p->mailbox_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (p->mailbox_fd >= 0 && inotify_add_watch(p->mailbox_fd, path,
	    IN_CREATE | IN_MOVED_TO) >= 0) {
		p->look = true;
		return;
	}
	log_info("%s cannot be watched (%s), and is looked at each minute",
	    path, strerror(errno));
	if (p->mailbox_fd >= 0)
		(void)close(p->mailbox_fd);
	p->mailbox_fd = MAILBOX_UNWATCHABLE;
}

void
post_mailbox_heard(struct post *p)
{
	char events[4096];

	while (read(p->mailbox_fd, events, sizeof(events)) > 0)
		continue;
}

bool
post_mailbox_waits(struct post *p)
{
	struct pollfd fd = { .fd = p->mailbox_fd, .events = POLLIN };

	return p->mailbox_fd >= 0 &&
	    clock_steady_ms() - p->mailbox_at >= BETWEEN_MS &&
	    poll(&fd, 1, 0) > 0;
}

void
post_mailbox(struct post *p)
{
	int today = clock_local(clock_now()).day;
	bool more = false;
	enum outcome o;

	if (p->config->bounce_maildir[0] == '\0')
		return;
	if (p->mailbox_fd >= 0)
		post_mailbox_heard(p);
	/* What cannot be handled now waits for the next look, and keeps no
	 * letter waiting. */
	o = read_mailbox(p->db, p->bounces, p->config, MESSAGES_MOST,
	    p->mailbox_day != 0 && p->mailbox_day != today, clock_now(),
	    &more);
	if (o == DONE && !more)
		p->mailbox_day = today;
	p->mailbox_failed = o != DONE;
	p->look |= more;
	if (o == DONE)
		watch(p);
	p->mailbox_at = clock_steady_ms();
}
