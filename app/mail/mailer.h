/*
 * mailer.h - the way out for letters: a mail server or a Maildir, as AOJ_MAIL
 * says; and what may become of a letter there.
 */
#ifndef MAIL_MAILER_H
#define MAIL_MAILER_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/text.h"
#include "mail/reply.h"

enum mail_fate {
	MAIL_ACCEPTED,	/* it is the server's now */
	MAIL_REFUSED,	/* this letter, for good (5xx) */
	MAIL_LATER,	/* this letter, not now (4xx) */
	MAIL_LOST,	/* nobody knows: no answer about this letter */
	MAIL_DOWN,	/* the server does not work for us; logged */
};

struct mailer;

/* FAILED, logged; *out then as it was. */
enum outcome mail_open(struct mailer **out, const struct config *config);
void mail_close(struct mailer *m);	/* accepts NULL */

/* One letter to one address. id names the letter, the same at every try; a
 * Maildir takes it once. reply, of MAIL_REPLY_MAX + 1 bytes, is what may be
 * kept of the server's answer, maybe nothing. */
enum mail_fate mail_deliver(struct mailer *m, const char *id,
    const char *sender, const char *address, const struct text *message,
    char *reply);

#endif
