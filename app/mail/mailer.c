/*
 * mailer.c - chooses between a mail server and a Maildir. Refuses to know
 * either.
 */
#include "mail/mailer.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mail/maildir.h"
#include "mail/message.h"
#include "mail/smtp.h"

static const char maildir[] = "maildir:";

struct mailer {
	char folder[256];	/* a Maildir, or "" */
	void *of;		/* the letter it took, not yet told */
	bool told;		/* there is none */
	enum mail_fate fate;
	struct smtp *smtp;	/* owned; NULL with a Maildir */
	int watched;		/* a socket, or -1 */
};

enum outcome
mail_open(struct mailer **out, const struct config *config)
{
	struct mailer *m = calloc(1, sizeof(*m));
	enum outcome o;

	if (m == NULL)
		die("out of memory");
	m->told = true;
	m->watched = -1;
	mail_message_open();
	if (strncmp(config->mail, maildir, sizeof(maildir) - 1) == 0) {
		/* config_read refuses it too; letters in a folder on a real
		 * wave would look sent. */
		REQUIRE(!config->production);
		text_copy(m->folder, sizeof(m->folder),
		    config->mail + sizeof(maildir) - 1);
		o = mail_maildir_open(m->folder);
	} else {
		o = mail_smtp_open(&m->smtp, config);
	}
	if (o == DONE)
		*out = m;
	else
		mail_close(m);
	return o;
}

void
mail_close(struct mailer *m)
{
	if (m == NULL)
		return;
	mail_smtp_close(m->smtp);
	free(m);
}

bool
mail_room(const struct mailer *m)
{
	return m->smtp != NULL ? mail_smtp_room(m->smtp) : m->told;
}

void
mail_begin(struct mailer *m, const struct mail_envelope *e,
    const struct text *message, void *of)
{
	if (m->smtp != NULL) {
		mail_smtp_begin(m->smtp, e, message, of);
		return;
	}
	REQUIRE(m->told);
	m->fate = mail_maildir_deliver(m->folder, e->id, message) == DONE ?
	    MAIL_ACCEPTED : MAIL_DOWN;
	m->of = of;
	m->told = false;
}

size_t
mail_wait(struct mailer *m, int64_t ms, mail_done *done, void *arg)
{
	struct pollfd watched = { .fd = m->watched, .events = POLLIN };

	if (m->smtp != NULL)
		return mail_smtp_wait(m->smtp, ms, m->watched, done, arg);
	if (m->told)
		(void)poll(&watched, 1, (int)ms);
	else
		done(arg, m->of, m->fate, "");
	m->told = true;
	return 0;
}

void
mail_watch(struct mailer *m, int socket)
{
	m->watched = socket;
}

void
mail_hang_up(struct mailer *m)
{
	if (m->smtp != NULL)
		mail_smtp_hang_up(m->smtp);
}

struct one {
	enum mail_fate fate;
	char *reply;
};

static void
on_one(void *arg, void *of, enum mail_fate fate, const char *reply)
{
	struct one *one = arg;

	(void)of;
	one->fate = fate;
	text_copy(one->reply, MAIL_REPLY_MAX + 1, reply);
}

enum mail_fate
mail_deliver(struct mailer *m, const char *id, const char *sender,
    const char *address, const struct text *message, char *reply)
{
	const struct mail_envelope e = { id, sender, address };
	struct one one = { .fate = MAIL_DOWN, .reply = reply };

	reply[0] = '\0';
	mail_begin(m, &e, message, NULL);
	while (mail_wait(m, 1000, on_one, &one) > 0)
		continue;
	return one.fate;
}
