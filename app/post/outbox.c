/*
 * outbox.c - mail to staff, between two runs of letters.
 */
#include "actions/send_staff_mail.h"
#include "base/clock.h"
#include "post/post.h"

#define OTHERS_SECONDS 60

void
post_send_staff_mail(struct post *p)
{
	enum outcome o = DONE;

	while (o == DONE && !p->stopping &&
	    p->sending->down_until <= clock_now())
		o = send_staff_mail(p->db, p->sending, clock_now());
	if (o != FAILED)
		o = next_staff_mail(p->db, &p->outbox_next);
	/* Due, and still there: somebody else is at it, or nothing leaves. */
	if (p->outbox_next != 0 && p->outbox_next <= clock_now())
		p->outbox_next = clock_now() + OTHERS_SECONDS;
	p->failed |= o == FAILED;
}
