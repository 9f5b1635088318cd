/*
 * send_staff_mail.c - opens a mail of the outbox, writes it as a message and
 * hands it over.
 */
#include "actions/send_staff_mail.h"

#include <stdio.h>
#include <string.h>

#include "actions/put_staff_mail.h"
#include "base/log.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "domain/staff_mail.h"
#include "mail/letter_html.h"
#include "mail/message.h"
#include "storage/outbox.h"

#define RETRY_FIRST 120		/* seconds; doubled at every try */
#define GIVE_UP_AFTER (3 * 24 * 3600)
#define DOUBLINGS_MOST 5

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

/* REFUSED when the address cannot stand in a header. */
static enum outcome
write_message(const struct sending *s, const struct outbox_row *row,
    const struct staff_mail *m, time_t now, struct text *out)
{
	struct text plain = { 0 }, html = { 0 };
	const char *at = strchr(s->config->operator_mail, '@');
	char id[300];
	enum outcome o;

	(void)snprintf(id, sizeof(id), "%s%s", row->outbox_id,
	    at == NULL ? "@localhost" : at);
	letter_plain(m->text, &plain);
	letter_html(m->text, m->subject, "", &html);
	o = mail_message_build(&(struct message){
	    .from_name = s->config->operator_name,
	    .from_address = s->config->operator_mail,
	    .reply_to = s->config->operator_mail,
	    .to_name = m->to_name, .to_address = m->to_address,
	    .subject = m->subject, .message_id = id, .date = now,
	    .text = plain.bytes, .html = html.bytes }, out);
	text_free(&plain);
	text_free(&html);
	return o;
}

/* Whether a process that was killed had sent it. */
static bool
was_sent(struct journal *j, const char *outbox_id)
{
	struct journal_entry e;
	bool sent = false;

	journal_rewind(j);
	while (journal_read(j, &e) == DONE)
		if (strcmp(e.invitation_id, outbox_id) == 0)
			sent = e.fate == 'A';
	return sent;
}

/* What became of it. FAILED when the journal does not take it. */
static enum outcome
hand_over(struct sending *s, struct journal *j, const struct outbox_row *row,
    time_t now, enum mail_fate *fate)
{
	struct journal_entry e = { .fate = 'A', .tries = 1, .first = now };
	char reply[MAIL_REPLY_MAX + 1] = "";
	struct text message = { 0 };
	struct staff_mail m = { 0 };
	enum outcome o = open_mail(&m, s, row);

	*fate = MAIL_LATER;
	if (o != DONE)
		return DONE;	/* said; another host may have the key */
	o = write_message(s, row, &m, now, &message);
	if (o == REFUSED)
		*fate = MAIL_REFUSED;
	else
		*fate = mail_deliver(s->mailer, row->outbox_id,
		    s->config->operator_mail, m.to_address, &message, reply);
	staff_mail_free(&m);
	text_free(&message);
	if (*fate != MAIL_ACCEPTED)
		return DONE;
	text_copy(e.invitation_id, sizeof(e.invitation_id), row->outbox_id);
	return journal_write(j, &e);
}

static enum outcome
finish(struct db *db, const struct sending *s, const struct outbox_row *row,
    enum mail_fate fate, time_t now)
{
	int doublings = row->tries < DOUBLINGS_MOST ? row->tries :
	    DOUBLINGS_MOST;
	enum outcome o;

	if (fate == MAIL_ACCEPTED || fate == MAIL_REFUSED ||
	    now - row->put_at >= GIVE_UP_AFTER) {
		if (fate != MAIL_ACCEPTED)
			log_failed("a mail to staff is given up");
		o = store_outbox_end(db, row->outbox_id, s->by);
		return o == REFUSED ? DONE : o;
	}
	return store_outbox_later(db, row->outbox_id, s->by,
	    now + (RETRY_FIRST << doublings));
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
	enum mail_fate fate = MAIL_ACCEPTED;
	struct journal *j = NULL;
	enum outcome o = journal_open(&j, s->journal, OUTBOX_NO_WAVE);

	if (o != DONE)
		return o;
	o = store_outbox_claim(db, s->by, now, now + LEASE_SECONDS, &row);
	if (o == DONE && !was_sent(j, row.outbox_id))
		o = hand_over(s, j, &row, now, &fate);
	if (o == DONE)
		o = finish(db, s, &row, fate, now);
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
