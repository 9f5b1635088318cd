/*
 * smtp.h - hands letters to a mail server over several connections, which are
 * kept for the next ones. Refuses to know what is in a letter, and to log a
 * reply that may name somebody.
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

/* As mailer.h says. */
bool mail_smtp_room(const struct smtp *s);
void mail_smtp_begin(struct smtp *s, const struct mail_envelope *e,
    const struct text *message, void *of);
size_t mail_smtp_wait(struct smtp *s, int64_t ms, int watched, mail_done *done,
    void *arg);
void mail_smtp_hang_up(struct smtp *s);

#endif
