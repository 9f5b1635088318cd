/*
 * send_run.c - one letter after another: written, handed over, journalled.
 * What a server has taken is on the journal before the next letter, so that a
 * killed process repeats at most the one in its hands.
 */
#include "actions/send_run.h"

#include "actions/domain_blocked.h"
#include "actions/letters_wanted.h"
#include "actions/settle_run.h"
#include "actions/write_letter.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/chance.h"

#define RETRY_FIRST 120		/* seconds; doubled at every try */
#define RETRY_MOST 3600
#define GIVE_UP_AFTER (24 * 3600)
#define DOWN_FIRST 30		/* the same for a server that is away */
#define DOWN_MOST 900
#define LOST_MOST 3		/* connections, then the server is away */

/* Doubled every time, up to a limit, and a quarter more or less of it. */
static time_t
back_off(time_t first, time_t most, int tries)
{
	time_t wait = first;

	while (--tries > 0 && wait < most)
		wait *= 2;
	if (wait > most)
		wait = most;
	return wait - wait / 4 + crypto_random_below((uint32_t)wait / 2 + 1);
}

/*
 * DONE with *fate. REFUSED: this wave's letters cannot be written, said in
 * the log; nobody's letter is to blame.
 */
static enum outcome
send_one(struct sending *s, const struct letter_run *r,
    const struct letter_row *row, enum mail_fate *fate, char *reply)
{
	struct outgoing letter = { .address = NULL };
	struct problem why = { .code = PROBLEM_NONE };
	enum outcome o = write_letter(r, row, clock_now(), &letter, &why);

	switch (o) {
	case DONE:
		*fate = mail_deliver(s->mailer, letter.id, letter.sender,
		    letter.address, &letter.message, reply);
		break;
	case ABSENT:
		text_copy(reply, MAIL_REPLY_MAX + 1, why.text);
		*fate = MAIL_REFUSED;
		o = DONE;
		break;
	case REFUSED:
		log_failed("wave %s: %s", r->wave->code, why.text);
		break;
	case FAILED:
		break;
	}
	outgoing_free(&letter);
	return o;
}

/* The server, or the way to it, does not work: no letter's fault. */
static void
rest(struct sending *s, time_t now)
{
	s->down_tries++;
	s->down_until = now + back_off(DOWN_FIRST, DOWN_MOST, s->down_tries);
}

static enum outcome
note(struct letter_run *r, struct run_letter *l)
{
	l->unwritten = true;
	if (journal_write(r->journal, &l->e) != DONE)
		return FAILED;
	l->unwritten = false;
	return DONE;
}

/* What became of one letter; FAILED when the journal does not take it. */
static enum outcome
learn(struct sending *s, struct letter_run *r, struct run_letter *l,
    enum mail_fate fate, time_t now)
{
	if (fate == MAIL_DOWN) {
		rest(s, now);
		return DONE;
	}
	r->lost = fate == MAIL_LOST ? r->lost + 1 : 0;
	s->down_tries = 0;
	if (r->lost >= LOST_MOST) {
		log_info("the mail server hangs up on letter after letter");
		rest(s, now);
	}
	if (l->e.tries++ == 0)
		l->e.first = now;
	l->e.fate = fate == MAIL_ACCEPTED ? 'A' : 'W';
	l->e.next = now + back_off(RETRY_FIRST, RETRY_MOST, l->e.tries);
	if (fate == MAIL_REFUSED ||
	    (fate != MAIL_ACCEPTED && now - l->e.first >= GIVE_UP_AFTER))
		l->e.fate = 'G';
	return note(r, l);
}

/* A letter to a blocked domain: nobody is asked, and it counts as a try. */
static enum outcome
put_off(struct letter_run *r, struct run_letter *l, time_t now)
{
	if (l->e.tries++ == 0)
		l->e.first = now;
	l->e.fate = now - l->e.first >= GIVE_UP_AFTER ? 'G' : 'W';
	l->e.next = now + BLOCKED_RETRY;
	text_copy(l->e.reply, sizeof(l->e.reply), BLOCKED_REPLY);
	return note(r, l);
}

static bool
waits(const struct run_letter *l)
{
	return (l->row->wanted || l->blocked) &&
	    (l->e.fate == '\0' || l->e.fate == 'W');
}

/* One letter of the pass, if it is its turn. */
static enum outcome
step(struct db *db, struct sending *s, struct letter_run *r,
    struct run_letter *l)
{
	time_t now = clock_now();
	enum mail_fate fate = MAIL_DOWN;
	enum outcome o = DONE;

	if (l->unwritten)
		o = note(r, l);
	if (o != DONE || !waits(l) || l->e.next > now)
		return o;
	o = letter_run_keep(db, s, r, now);
	if (o == DONE)
		o = letters_still_wanted(db, s, r, now);
	if (o != DONE || !waits(l))
		return o;
	if (l->blocked)
		return put_off(r, l, now);
	if (send_one(s, r, l->row, &fate, l->e.reply) != DONE)
		return FAILED;
	return learn(s, r, l, fate, clock_now());
}

/* When the first waiting letter may be tried again; 0 when none waits. */
static time_t
next_of(const struct sending *s, const struct letter_run *r)
{
	time_t next = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct run_letter *l = &r->letters[i];
		time_t then = l->e.next > s->down_until ? l->e.next :
		    s->down_until;

		if (l->unwritten || (waits(l) && then == 0))
			then = 1;
		if ((l->unwritten || waits(l)) && (next == 0 || then < next))
			next = then;
	}
	return next;
}

enum outcome
send_run(struct db *db, struct sending *s, struct letter_run *r, bool open,
    send_interrupt *interrupt, void *arg)
{
	enum outcome o = letters_wanted(db, s, r, clock_now());

	if (o == DONE)
		o = load_blocks(db, r);
	for (size_t i = 0; open && o == DONE && i < r->count; i++) {
		if (interrupt(arg) || s->down_until > clock_now())
			break;
		o = step(db, s, r, &r->letters[i]);
	}
	if (o == REFUSED)
		return o;
	r->failing = o != DONE;
	if (r->failing) {
		r->next_try = clock_now() + DOWN_FIRST;
		return FAILED;
	}
	r->next_try = next_of(s, r);
	if (open && r->next_try != 0)
		return ABSENT;
	o = settle_run(db, s, r, clock_now());
	if (o == FAILED)
		r->next_try = clock_now() + DOWN_FIRST;
	return o;
}
