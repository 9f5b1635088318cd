/*
 * mailer.h - the way out for letters: a mail server or a Maildir, as AOJ_MAIL
 * says; and what may become of a letter there. Several letters can be in hands
 * at once (AOJ_MAIL_CONNECTIONS).
 */
#ifndef MAIL_MAILER_H
#define MAIL_MAILER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/text.h"
#include "mail/reply.h"

enum mail_fate {
	MAIL_ACCEPTED,	/* it is the server's now */
	MAIL_REFUSED,	/* this letter, for good (5xx) */
	MAIL_LATER,	/* this letter, not now (4xx) */
	MAIL_LOST,	/* nobody knows: no answer about this letter, or the
			 * server hung up (421) */
	MAIL_DOWN,	/* the server does not work for us; logged */
};

struct mailer;

/* FAILED, logged; *out then as it was. */
enum outcome mail_open(struct mailer **out, const struct config *config);
void mail_close(struct mailer *m);	/* accepts NULL */

/* One letter to one address. id names it, the same at every try, in letters,
 * digits and "-"; a Maildir takes it once. A server that makes reports (RFC
 * 3461) is told id, and to report with the headers alone. */
struct mail_envelope {
	const char *id, *sender, *address;
};

/* Whether a letter may be begun now. */
bool mail_room(const struct mailer *m);

/* Begins a letter, for which there must be room. All is copied, but of: the
 * caller's name for it. */
void mail_begin(struct mailer *m, const struct mail_envelope *e,
    const struct text *message, void *of);

/* What became of a letter. reply is what may be kept of the server's answer,
 * maybe nothing. Until this returns, nothing else is begun on the connection;
 * it must not call the mailer. */
typedef void mail_done(void *arg, void *of, enum mail_fate fate,
    const char *reply);

/* Goes on with the letters in hands, waiting at most so many real
 * milliseconds for something to happen, and tells of those that are done. How
 * many are still in hands; each comes to an end within minutes. */
size_t mail_wait(struct mailer *m, int64_t ms, mail_done *done, void *arg);

/* Waiting ends too when this socket has something to read; -1 for none. */
void mail_watch(struct mailer *m, int socket);

/* Ends connections that nobody uses: nothing is due for a while. */
void mail_hang_up(struct mailer *m);

/* One letter, begun and waited for; nothing else may be in hands. reply has
 * MAIL_REPLY_MAX + 1 bytes. */
enum mail_fate mail_deliver(struct mailer *m, const char *id,
    const char *sender, const char *address, const struct text *message,
    char *reply);

#endif
