/*
 * mailer.c - chooses between a mail server and a Maildir. Refuses to know
 * either.
 */
#include "mail/mailer.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mail/maildir.h"
#include "mail/message.h"
#include "mail/smtp.h"

static const char maildir[] = "maildir:";

struct mailer {
	char folder[256];	/* a Maildir, or "" */
	struct smtp *smtp;	/* owned; NULL with a Maildir */
};

enum outcome
mail_open(struct mailer **out, const struct config *config)
{
	struct mailer *m = calloc(1, sizeof(*m));
	enum outcome o;

	if (m == NULL)
		die("out of memory");
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

enum mail_fate
mail_deliver(struct mailer *m, const char *id, const char *sender,
    const char *address, const struct text *message, char *reply)
{
	reply[0] = '\0';
	if (m->smtp != NULL)
		return mail_smtp_send(m->smtp, sender, address, message,
		    reply);
	return mail_maildir_deliver(m->folder, id, message) == DONE ?
	    MAIL_ACCEPTED : MAIL_DOWN;
}
