/*
 * send_run.c - a claimed run from its first letter to its end. While a run is
 * settled, letters of the next one leave already.
 */
#include "actions/send_run.h"

#include "actions/domain_blocked.h"
#include "actions/letters_wanted.h"
#include "actions/settle_run.h"
#include "base/clock.h"
#include "base/log.h"

#define TRY_AGAIN 30		/* seconds, after a fault of ours */

enum outcome
send_run_prepare(struct db *db, struct sending *s, struct letter_run *r)
{
	enum outcome o = letters_wanted(db, s, r, clock_now());

	if (o == DONE)
		o = load_blocks(db, r);
	r->prepared = o == DONE;
	return o;
}

/* Letters of the run after this one leave meanwhile. */
static enum outcome
settle(const struct pass *p, struct letter_run *next)
{
	struct pass ahead = { .db = p->db, .s = p->s, .r = next,
	    .calls = p->calls, .arg = p->arg };
	enum outcome o;

	if (next != NULL)
		db_meanwhile(p->db, send_letters_meanwhile, &ahead);
	o = settle_run(p->db, p->s, p->r, clock_now());
	if (next != NULL) {
		db_meanwhile(p->db, NULL, NULL);
		send_letters_land(&ahead);
	}
	return o;
}

/* Something is left to do, or only the end of the slot to wait for. */
static bool
must_go_on(const struct sending *s, struct letter_run *r)
{
	r->next_try = send_letters_next(s, r);
	if (!letter_run_reminds(r))
		return r->next_try != 0;
	if (r->next_try == 0)
		letter_run_rest(r);
	if (r->next_try == 0 || r->next_try > r->run.ends_at)
		r->next_try = r->run.ends_at;
	return !letter_run_over(r, clock_now());
}

static enum outcome
send(struct pass *p)
{
	struct letter_run *r = p->r;
	enum outcome o = DONE;

	if (!r->prepared || !ballots_fresh(r->looked_at, clock_now()))
		o = send_run_prepare(p->db, p->s, r);
	r->prepared = false;
	return o == DONE ? send_letters(p) : o;
}

enum outcome
send_run(struct db *db, struct sending *s, struct letter_run *r, bool open,
    const struct send_calls *calls, void *arg)
{
	struct pass p = { .db = db, .s = s, .r = r, .calls = calls,
	    .arg = arg };
	enum outcome o = DONE;

	if (open && !letter_run_over(r, clock_now()))
		o = send(&p);
	if (o == REFUSED)
		return o;
	r->failing = o != DONE;
	if (r->failing) {
		r->next_try = clock_now() + TRY_AGAIN;
		return FAILED;
	}
	if (open && must_go_on(s, r))
		return ABSENT;
	o = settle(&p, p.next);
	if (o == FAILED)
		r->next_try = clock_now() + TRY_AGAIN;
	return o;
}
