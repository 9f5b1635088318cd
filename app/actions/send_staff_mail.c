/*
 * send_staff_mail.c - opens a mail of the outbox, writes it as a message and
 * hands it over. What staff must know may come twice rather than not; a notice
 * to an invitee leaves at most once, whoever is killed and whatever host goes
 * on: it is taken out before it is handed over, and put back when the server
 * says that it did not take it.
 */
#include "actions/send_staff_mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/put_staff_mail.h"
#include "base/log.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "crypto/verp.h"
#include "domain/staff_mail.h"
#include "mail/letter_html.h"
#include "mail/message.h"
#include "storage/outbox.h"

#define RETRY_FIRST 120		/* seconds; doubled at every try */
#define GIVE_UP_AFTER (3 * 24 * 3600)
#define DOUBLINGS_MOST 5
#define SENDER_MAX 320

static enum outcome
open_mail(struct staff_mail *out, const struct sending *s,
    const struct outbox_row *row)
{
	unsigned char *key = crypto_secret_new(CONTACT_KEY_BYTES);
	struct text plain = { 0 };
	enum outcome o = crypto_key_read(key, CONTACT_KEY_BYTES,
	    s->config->secrets, OUTBOX_KEY);

	if (o == DONE)
		o = crypto_contact_open(&plain, key, "outbox", OUTBOX_NO_WAVE,
		    row->outbox_id, (const unsigned char *)row->sealed.bytes,
		    row->sealed.len);
	if (o == DONE)
		o = staff_mail_from_record(out, plain.bytes, plain.len);
	crypto_secret_free(key);
	text_free(&plain);
	return o == DONE ? DONE : log_failed("a mail to staff does not open "
	    "with %s", OUTBOX_KEY);
}

static bool
is_notice(const struct staff_mail *m)
{
	return m->from_address != NULL;
}

/* A notice comes back under the name of no letter. */
static void
write_sender(char *out, size_t size, const struct sending *s,
    const struct staff_mail *m)
{
	const char *base = s->config->bounce_address[0] != '\0' ?
	    s->config->bounce_address : m->from_address;

	if (!is_notice(m))
		text_copy(out, size, s->config->operator_mail);
	else if (!crypto_verp_fits(base))
		text_copy(out, size, base);
	else
		crypto_verp_address(out, size, base, s->mac_key,
		    VERP_NO_LETTER);
}

/* REFUSED when the address cannot stand in a header. */
static enum outcome
write_message(const struct sending *s, const struct outbox_row *row,
    const struct staff_mail *m, time_t now, struct text *out)
{
	struct text plain = { 0 }, html = { 0 };
	const struct config *c = s->config;
	const char *from = is_notice(m) ? m->from_address : c->operator_mail;
	const char *at = strchr(from, '@');
	char id[300];
	enum outcome o;

	(void)snprintf(id, sizeof(id), "%s%s", row->outbox_id,
	    at == NULL ? "@localhost" : at);
	letter_plain(m->text, &plain);
	letter_html(m->text, m->subject, "", &html);
	o = mail_message_build(&(struct message){
	    .from_name = is_notice(m) ? m->from_name : c->operator_name,
	    .from_address = from,
	    .reply_to = is_notice(m) ? m->reply_to : c->operator_mail,
	    .to_name = m->to_name, .to_address = m->to_address,
	    .subject = m->subject, .message_id = id, .date = now,
	    .text = plain.bytes, .html = html.bytes }, out);
	text_free(&plain);
	text_free(&html);
	return o;
}

/*
 * The mails that a server took last, in the journal: a number that counts the
 * writings, their ids (the newest first), and the number once more, so that a
 * writing that was cut short is none.
 */
#define SENT_MOST 16
#define ID_CHARS 36
#define NUMBER_CHARS 16
#define SENT_BYTES (2 * NUMBER_CHARS + SENT_MOST * ID_CHARS)

struct sent {
	char bytes[SENT_BYTES + 1];
	unsigned long long number;
	size_t place;			/* of the next writing */
};

static void
read_sent(struct sent *out, const struct journal *j)
{
	*out = (struct sent){ .number = 0 };
	memset(out->bytes, '-', SENT_BYTES);
	for (size_t place = 0; place < JOURNAL_PLACES; place++) {
		const char *found = (const char *)journal_place(j, place,
		    SENT_BYTES);
		char number[NUMBER_CHARS + 1] = "";

		if (found == NULL || memcmp(found, found + SENT_BYTES -
		    NUMBER_CHARS, NUMBER_CHARS) != 0)
			continue;
		memcpy(number, found, NUMBER_CHARS);
		if (strtoull(number, NULL, 16) < out->number)
			continue;
		out->number = strtoull(number, NULL, 16);
		out->place = 1 - place;
		memcpy(out->bytes, found, SENT_BYTES);
	}
}

static bool
was_sent(const struct sent *sent, const char *outbox_id)
{
	for (size_t i = 0; i < SENT_MOST; i++)
		if (memcmp(sent->bytes + NUMBER_CHARS + i * ID_CHARS,
		    outbox_id, ID_CHARS) == 0)
			return true;
	return false;
}

static enum outcome
write_sent(struct sent *sent, struct journal *j, const char *outbox_id)
{
	char *ids = sent->bytes + NUMBER_CHARS, number[NUMBER_CHARS + 1];

	memmove(ids + ID_CHARS, ids, (SENT_MOST - 1) * ID_CHARS);
	memcpy(ids, outbox_id, ID_CHARS);
	(void)snprintf(number, sizeof(number), "%016llx", ++sent->number);
	memcpy(sent->bytes, number, NUMBER_CHARS);
	memcpy(ids + SENT_MOST * ID_CHARS, number, NUMBER_CHARS);
	return journal_write(j, sent->place,
	    (const unsigned char *)sent->bytes, SENT_BYTES);
}

/* One mail in hands. */
struct attempt {
	struct staff_mail mail;		/* owned, as is the next one */
	struct text message;
	bool notice;			/* taken out of the box */
	enum mail_fate fate;
};

/* Opened and written; a notice is out of the box from here on, so that nobody
 * hands it over again. REFUSED when somebody else has done that. */
static enum outcome
prepare(struct db *db, const struct sending *s, const struct outbox_row *row,
    time_t now, struct attempt *a)
{
	enum outcome o = open_mail(&a->mail, s, row);

	a->fate = MAIL_LATER;
	if (o != DONE)
		return DONE;	/* said; another host may have the key */
	if (write_message(s, row, &a->mail, now, &a->message) != DONE)
		a->fate = MAIL_REFUSED;
	else if (is_notice(&a->mail))
		o = store_outbox_end(db, row->outbox_id, s->by);
	a->notice = o == DONE && a->fate != MAIL_REFUSED &&
	    is_notice(&a->mail);
	return o;
}

/* What became of it. FAILED when the journal does not take it. */
static enum outcome
hand_over(struct db *db, struct sending *s, struct journal *j,
    struct sent *sent, const struct outbox_row *row, time_t now,
    struct attempt *a)
{
	char reply[MAIL_REPLY_MAX + 1] = "", sender[SENDER_MAX];
	enum outcome o = prepare(db, s, row, now, a);

	if (o != DONE || a->message.len == 0 || a->fate == MAIL_REFUSED)
		return o;
	write_sender(sender, sizeof(sender), s, &a->mail);
	a->fate = mail_deliver(s->mailer, row->outbox_id, sender,
	    a->mail.to_address, &a->message, reply);
	if (a->notice || a->fate != MAIL_ACCEPTED)
		return DONE;
	return write_sent(sent, j, row->outbox_id);
}

static time_t
next_try(const struct outbox_row *row, time_t now)
{
	int doublings = row->tries < DOUBLINGS_MOST ? row->tries :
	    DOUBLINGS_MOST;

	return now + (RETRY_FIRST << doublings);
}

static bool
is_over(const struct outbox_row *row, enum mail_fate fate, time_t now)
{
	if (fate != MAIL_ACCEPTED && fate != MAIL_REFUSED &&
	    now - row->put_at < GIVE_UP_AFTER)
		return false;
	if (fate != MAIL_ACCEPTED)
		log_failed("a mail of the outbox is given up");
	return true;
}

/* When nobody knows whether the server took a notice, it did. */
static enum outcome
finish_notice(struct db *db, struct outbox_row *row, enum mail_fate fate,
    time_t now)
{
	time_t next = next_try(row, now);

	if (fate == MAIL_LOST || is_over(row, fate, now))
		return DONE;
	row->tries++;
	return store_outbox_back(db, row, next);
}

static enum outcome
finish(struct db *db, const struct sending *s, const struct outbox_row *row,
    enum mail_fate fate, time_t now)
{
	enum outcome o;

	if (is_over(row, fate, now)) {
		o = store_outbox_end(db, row->outbox_id, s->by);
		return o == REFUSED ? DONE : o;
	}
	return store_outbox_later(db, row->outbox_id, s->by,
	    next_try(row, now));
}

/* As long as something lies in the box, even if none of it is for us now, the
 * journal may know that a process which was killed had sent it. */
static bool
is_empty(struct db *db)
{
	time_t next = 1;

	return store_outbox_next(db, &next) == DONE && next == 0;
}

enum outcome
send_staff_mail(struct db *db, struct sending *s, time_t now)
{
	struct outbox_row row = { .tries = 0 };
	struct attempt a = { .fate = MAIL_ACCEPTED };
	struct journal *j = NULL;
	struct sent sent;
	enum outcome o = journal_open(&j, s->journal, OUTBOX_NO_WAVE);

	if (o != DONE)
		return o;
	read_sent(&sent, j);
	o = store_outbox_claim(db, s->by, now, now + LEASE_SECONDS, &row);
	if (o == DONE && !was_sent(&sent, row.outbox_id))
		o = hand_over(db, s, j, &sent, &row, now, &a);
	if (o == DONE)
		o = a.notice ? finish_notice(db, &row, a.fate, now) :
		    finish(db, s, &row, a.fate, now);
	if (o == REFUSED)
		o = DONE;	/* somebody else's */
	staff_mail_free(&a.mail);
	text_free(&a.message);
	text_free(&row.sealed);
	if ((o == DONE || o == ABSENT) && is_empty(db))
		journal_end(j);
	else
		journal_close(j);
	return o;
}

enum outcome
next_staff_mail(struct db *db, time_t *out)
{
	return store_outbox_next(db, out);
}
