/*
 * smtp.h - hands letters to a mail server, over one connection that is kept
 * (libcurl). TLS is required unless the server is this machine. Refuses to
 * know what is in a letter, and to log a reply that may name somebody.
 */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/text.h"
#include "mail/mailer.h"

struct smtp;

/* Reads the password when there is a user; connects with the first letter.
 * FAILED, logged. */
enum outcome mail_smtp_open(struct smtp **out, const struct config *config);
void mail_smtp_close(struct smtp *s);	/* accepts NULL */

/* sender and address are the envelope's. reply has MAIL_REPLY_MAX + 1
 * bytes. */
enum mail_fate mail_smtp_send(struct smtp *s, const char *sender,
    const char *address, const struct text *message, char *reply);

#endif
