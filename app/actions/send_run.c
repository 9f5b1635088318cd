/*
 * send_run.c - one letter after another: address opened, link derived, letter
 * written, handed over, journalled. What a server has taken is on the journal
 * before the next letter, so that a killed process repeats at most the one in
 * its hands.
 */
#include "actions/send_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/settle_run.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "crypto/letter_id.h"
#include "crypto/token.h"
#include "domain/invitee.h"
#include "mail/letter.h"
#include "mail/message.h"

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

static enum outcome
open_person(const struct letter_run *r, const struct letter_row *row,
    struct invitee *out)
{
	struct text plain = { 0 };
	enum outcome o = crypto_contact_open(&plain, r->contact_key, "invitee",
	    r->run.wave_id, row->invitee_id, row->sealed, row->sealed_len);

	if (o == DONE)
		o = invitee_from_record(out, plain.bytes, plain.len);
	text_free(&plain);
	return o;
}

static void
write_link(struct text *out, const struct letter_run *r,
    const struct letter_row *row)
{
	char printed[TOKEN_CHARS + 1];
	struct token token;

	crypto_token_derive(&token, r->link_key, r->run.wave_id,
	    row->invitation_id);
	crypto_token_print(printed, &token);
	text_printf(out, "%s/v?t=%s", r->wave->link_base, printed);
	crypto_wipe(printed, sizeof(printed));
	crypto_wipe(&token, sizeof(token));
}

/* "drechtsteden-2015.monitor.example.org", RFC 2919. */
static void
list_id(char *out, size_t size, const struct wave *w)
{
	const char *host = strstr(w->link_base, "://");

	host = host == NULL ? w->link_base : host + 3;
	(void)snprintf(out, size, "%s.%.*s", w->code,
	    (int)strcspn(host, ":/"), host);
}

static enum outcome
build(const struct letter_run *r, const struct letter_row *row,
    const struct invitee *to, const char *id, struct text *out,
    struct problem *why)
{
	const struct wave *w = r->wave;
	struct text link = { 0 }, subject = { 0 }, plain = { 0 }, html = { 0 };
	struct letter l = {
		.kind = r->run.kind, .wave = w, .to = to,
		.group = wave_group(w, r->run.function_group),
	};
	char list[400], message_id[400];
	enum outcome o;

	REQUIRE(l.group != NULL);
	write_link(&link, r, row);
	l.link = link.bytes;
	list_id(list, sizeof(list), w);
	(void)snprintf(message_id, sizeof(message_id), "%s%s", id,
	    strchr(w->sender_address, '@'));
	o = mail_letter_write(&l, &subject, &plain, &html, why);
	if (o == DONE) {
		const struct message m = {
			.from_name = w->sender_name,
			.from_address = w->sender_address,
			.reply_to = w->reply_to,
			.to_name = to->name, .to_address = to->address,
			.subject = subject.bytes, .message_id = message_id,
			.list_name = w->title, .list_id = list,
			.date = clock_now(),
			.text = plain.bytes, .html = html.bytes,
		};

		o = mail_message_build(&m, out);
		if (o == REFUSED)
			why->code = PROBLEM_NONE;
	}
	text_free(&link);
	text_free(&subject);
	text_free(&plain);
	text_free(&html);
	return o;
}

/*
 * DONE with *fate. REFUSED: this wave's letters cannot be written, said in
 * the log; nobody's letter is to blame.
 */
static enum outcome
send_one(struct sending *s, const struct letter_run *r,
    const struct letter_row *row, enum mail_fate *fate, char *reply)
{
	char id[LETTER_ID_CHARS + 1];
	struct problem why = { .code = PROBLEM_NONE };
	struct text message = { 0 };
	struct invitee to = { 0 };
	enum outcome o = open_person(r, row, &to);

	if (o != DONE) {
		log_failed("run %s: a person's record does not open",
		    r->run.mail_run_id);
		text_copy(reply, MAIL_REPLY_MAX + 1, "record not readable");
		*fate = MAIL_REFUSED;
		return DONE;
	}
	crypto_letter_id(id, r->link_key, r->run.wave_id, row->invitation_id,
	    r->run.kind);
	o = build(r, row, &to, id, &message, &why);
	if (o == DONE) {
		*fate = mail_deliver(s->mailer, id, r->wave->sender_address,
		    to.address, &message, reply);
	} else if (o == REFUSED && why.code == PROBLEM_NONE) {
		text_copy(reply, MAIL_REPLY_MAX + 1, "address not usable");
		*fate = MAIL_REFUSED;
		o = DONE;
	} else if (o == REFUSED) {
		log_failed("wave %s: %s", r->wave->code, why.text);
	}
	invitee_free(&to);
	text_free(&message);
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

static bool
waits(const struct run_letter *l)
{
	return l->row->wanted && (l->e.fate == '\0' || l->e.fate == 'W');
}

/* Hours can lie between two passes: who is still wanted? */
static enum outcome
look_again(struct db *db, struct letter_run *r)
{
	struct letter_row *rows = NULL;
	size_t count = 0;
	enum outcome o;

	if (!r->old) {
		r->old = true;
		return DONE;
	}
	o = store_letters(db, r->run.mail_run_id, &rows, &count);
	for (size_t i = 0; o == DONE && i < r->count; i++)
		for (size_t k = 0; k < count; k++)
			if (strcmp(r->rows[i].invitation_id,
			    rows[k].invitation_id) == 0)
				r->rows[i].wanted = rows[k].wanted;
	store_letters_free(rows, count);
	return o;
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
	if (o != DONE)
		return o;
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
	enum outcome o = look_again(db, r);

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
