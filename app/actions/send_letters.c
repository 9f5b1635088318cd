/*
 * send_letters.c - letters written, handed over, journalled: as many at once
 * as there are connections. What a server has taken is on the journal before
 * anything else is begun on that connection, so that a killed process repeats
 * at most one letter a connection.
 */
#include "actions/send_letters.h"

#include <poll.h>

#include "actions/domain_blocked.h"
#include "actions/letters_wanted.h"
#include "actions/open_person.h"
#include "actions/read_bounce.h"
#include "actions/run_journal.h"
#include "actions/write_letter.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/chance.h"

#define RETRY_FIRST 120		/* seconds; doubled at every try */
#define RETRY_MOST 3600
#define HOUR 3600
#define DOWN_FIRST 30		/* the same for a server that is away */
#define DOWN_MOST 900
#define LOST_MOST 3		/* connections, then the server is away */
#define LOOK_MS 100		/* real; how soon an interrupt is noticed */
#define AHEAD 64		/* letters left: the next run is made ready */

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

/* The server, or the way to it, does not work: no letter's fault. What all
 * connections say of one trouble counts once. */
static void
rest(struct sending *s, time_t now)
{
	if (s->down_until > now)
		return;
	s->down_tries++;
	s->down_until = now + back_off(DOWN_FIRST, DOWN_MOST, s->down_tries);
}

static enum outcome
note(struct letter_run *r, struct run_letter *l)
{
	l->unwritten = true;
	if (run_journal_write(r) != DONE)
		return FAILED;
	l->unwritten = false;
	return DONE;
}

static time_t
give_up(const struct sending *s)
{
	return (time_t)s->config->mail_give_up * HOUR;
}

/* An invitation is tried for so many hours; a reminder until its slot ends,
 * of which nothing is told. */
static bool
is_given_up(const struct sending *s, const struct letter_run *r,
    const struct run_letter *l, time_t now)
{
	return !letter_run_reminds(r) && l->e.tries > 0 &&
	    plan_open_seconds(&r->plan, l->e.first, now) >= give_up(s);
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
	if (r->lost >= LOST_MOST) {
		log_info("the mail server hangs up on letter after letter");
		rest(s, now);
	} else if (s->down_until <= now) {
		s->down_tries = 0;
	}
	if (l->e.tries++ == 0)
		l->e.first = now;
	l->e.next = now;
	if (fate == MAIL_ACCEPTED) {
		l->e.fate = 'A';
	} else if (fate == MAIL_REFUSED || is_given_up(s, r, l, now)) {
		l->e.fate = 'G';
	} else {
		l->e.fate = 'W';
		l->e.next += back_off(RETRY_FIRST, RETRY_MOST, l->e.tries);
	}
	return note(r, l);
}

static bool
waits(const struct run_letter *l)
{
	return l->row->wanted && (l->e.fate == '\0' || l->e.fate == 'W');
}

/* A reminder that is not needed has its turn too: the pace, the journal and
 * so the clock go by letters, not by who has answered. */
static bool
has_turn(const struct letter_run *r, const struct run_letter *l)
{
	return waits(l) || (letter_run_reminds(r) && (l->e.fate == '\0' ||
	    l->e.fate == 'W'));
}

/* The mailer's word on one letter. What fails for one fails for the pass, but
 * those in its hands are still heard of. */
static void
landed(void *arg, void *of, enum mail_fate fate, const char *reply)
{
	struct pass *p = arg;
	struct run_letter *l = of;

	if (fate != MAIL_DOWN)
		text_copy(l->e.reply, sizeof(l->e.reply), reply);
	p->works |= fate == MAIL_ACCEPTED;
	if (learn(p->s, p->r, l, fate, clock_now()) != DONE)
		p->o = FAILED;
}

/* Claims are kept and made when the clock says so, not when letters allow:
 * those in hands go on meanwhile. */
static void
tend(struct pass *p)
{
	if (p->o != DONE || p->meanwhile || !p->calls->due(p->arg))
		return;
	db_meanwhile(p->db, send_letters_meanwhile, p);
	p->calls->tend(p->arg);
	db_meanwhile(p->db, NULL, NULL);
	if (p->o == DONE && p->r->taken)
		p->o = REFUSED;
}

/* Lets what is in hands go on. */
static void
attend(struct pass *p, int64_t ms)
{
	p->flying = mail_wait(p->s->mailer, ms, landed, p);
	tend(p);
}

/* A reminder begins no letter in the last minute of its slot: what was begun
 * has come to its end then. */
static bool
is_late(const struct letter_run *r, time_t now)
{
	return letter_run_over(r, now + PLAN_LAST_SECONDS);
}

/* While the database is busy nobody can be asked: not whether to stop, and
 * not whether somebody else has the run. */
static bool
goes_on(const struct pass *p)
{
	return p->o == DONE && p->s->down_until <= clock_now() &&
	    !is_late(p->r, clock_now()) &&
	    (p->meanwhile ? letter_run_kept(p->r, clock_now()) :
	    !p->calls->interrupt(p->arg));
}

/* Until a letter may be begun; when the database is busy, whether it may be
 * at once. */
static bool
have_room(struct pass *p)
{
	int64_t ms;

	for (; goes_on(p); attend(p, ms < LOOK_MS ? ms : LOOK_MS)) {
		ms = clock_real_ms(mail_rates_wait(p->s->rates,
		    clock_now_ms()));
		if (ms == 0 && mail_room(p->s->mailer))
			return true;
		if (p->meanwhile)
			return false;
		if (ms == 0)
			ms = LOOK_MS;
	}
	return false;
}

/* Whether the receiving domain is at its limit: others go before it. */
static bool
is_held(struct sending *s, struct run_letter *l)
{
	int64_t now = clock_now_ms();
	int64_t ms = mail_rates_wait_for(s->rates, l->domain, now);

	if (ms > 0)
		l->e.next = (time_t)((now + ms + 999) / 1000);
	return ms > 0;
}

/*
 * Writes a letter and hands it over. REFUSED: this wave's letters cannot be
 * written, said in the log; nobody's letter is to blame.
 */
static enum outcome
hand_over(struct pass *p, struct run_letter *l)
{
	struct outgoing out = { .address = NULL };
	struct problem why = { .code = PROBLEM_NONE };
	enum outcome o = write_letter(p->r, l->row, clock_now(), &out, &why);

	switch (o) {
	case DONE:
		l->domain = mail_domain(out.address);
		if (letter_run_reminds(p->r) && bounce_domain_waits(
		    p->s->bounces, p->r->run.wave_id, l->domain,
		    clock_now())) {
			blocked_put_off(l, false, clock_now());
			o = note(p->r, l);
			break;
		}
		if (is_held(p->s, l))
			break;
		mail_rates_take(p->s->rates, l->domain, clock_now_ms());
		mail_begin(p->s->mailer, &(struct mail_envelope) { out.id,
		    out.sender, out.address }, &out.message, l);
		p->flying++;
		break;
	case ABSENT:
		text_copy(l->e.reply, sizeof(l->e.reply), why.text);
		o = learn(p->s, p->r, l, MAIL_REFUSED, clock_now());
		break;
	case REFUSED:
		log_failed("wave %s: %s", p->r->wave->code, why.text);
		break;
	case FAILED:
		break;
	}
	outgoing_free(&out);
	return o;
}

/* A letter that nobody needs: its turn passes, and nothing leaves. */
static enum outcome
pass_over(struct pass *p, struct run_letter *l)
{
	struct invitee to = { 0 };

	if (l->domain == 0 && open_person(p->r->contact_key, p->r->run.wave_id,
	    l->row->invitee_id, l->row->sealed, l->row->sealed_len, &to) ==
	    DONE)
		l->domain = mail_domain(to.address);
	invitee_free(&to);
	if (l->domain != 0 && is_held(p->s, l))
		return DONE;
	mail_rates_take(p->s->rates, l->domain, clock_now_ms());
	l->e.fate = 'N';
	return note(p->r, l);
}

/* One letter, if it is its turn. False when the pass is over. */
static bool
step(struct pass *p, struct run_letter *l)
{
	if (l->unwritten)
		p->o = note(p->r, l);
	if (p->o != DONE || !has_turn(p->r, l) || l->e.next > clock_now() ||
	    (l->domain != 0 && is_held(p->s, l)))
		return p->o == DONE;
	if (l->blocked && l->row->wanted) {
		blocked_put_off(l, is_given_up(p->s, p->r, l, clock_now()),
		    clock_now());
		p->o = note(p->r, l);
		return p->o == DONE;
	}
	if (!have_room(p))
		return false;
	if (p->meanwhile && !ballots_fresh(p->r->looked_at, clock_now()))
		return false;
	p->o = letters_still_wanted(p->db, p->s, p->r, clock_now());
	if (p->o != DONE || !has_turn(p->r, l))
		return p->o == DONE;
	if ((waits(l) ? hand_over(p, l) : pass_over(p, l)) != DONE)
		p->o = FAILED;
	return p->o == DONE;
}

static bool
step_on(struct pass *p)
{
	tend(p);
	if (p->at >= p->r->count || !goes_on(p) ||
	    !step(p, &p->r->letters[p->at]))
		return false;
	p->at++;
	return true;
}

void
send_letters_meanwhile(void *arg, int socket)
{
	struct pollfd answer = { .fd = socket, .events = POLLIN };
	struct pass *p = arg;

	p->meanwhile = true;
	mail_watch(p->s->mailer, socket);
	do {
		while (step_on(p))
			continue;
		attend(p, LOOK_MS);
	} while (poll(&answer, 1, 0) == 0);
	mail_watch(p->s->mailer, -1);
	p->meanwhile = false;
}

/* The next run is made ready while the last letters of this one leave: its
 * first will while this one is settled. */
static void
take_next(struct pass *p)
{
	p->asked = true;
	db_meanwhile(p->db, send_letters_meanwhile, p);
	p->next = p->calls->ahead(p->arg);
	db_meanwhile(p->db, NULL, NULL);
}

enum outcome
send_letters(struct pass *p)
{
	do {
		if (!letter_run_reminds(p->r) && !p->asked && p->works &&
		    p->r->count - p->at <= AHEAD && goes_on(p))
			take_next(p);
	} while (step_on(p));
	send_letters_land(p);
	return p->o;
}

void
send_letters_land(struct pass *p)
{
	while (p->flying > 0)
		attend(p, LOOK_MS);
}

/* When the first waiting letter may be tried again; 0 when none waits. */
time_t
send_letters_next(const struct sending *s, const struct letter_run *r)
{
	time_t next = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct run_letter *l = &r->letters[i];
		time_t then = l->e.next > s->down_until ? l->e.next :
		    s->down_until;

		if (l->unwritten || (has_turn(r, l) && then == 0))
			then = 1;
		if ((l->unwritten || has_turn(r, l)) &&
		    (next == 0 || then < next))
			next = then;
	}
	return next;
}
