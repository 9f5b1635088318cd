/*
 * line.h - one connection to a mail server. libcurl opens it (names, TLS, the
 * user); then it is spoken on line by line, without ever waiting. Not left to
 * libcurl (7.88) is the letter itself: it would wait for the answer to a
 * letter's last line while all other connections stand still, hang up after
 * every refused recipient, and cannot ask for reports (RFC 3461). Refuses to
 * know what is said, and to log it. Whoever uses it ignores SIGPIPE.
 */
#ifndef MAIL_LINE_H
#define MAIL_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/text.h"

/* Of AOJ_MAIL_USER, among the secrets. */
#define MAIL_PASSWORD "post/smtp.password"

struct mail_line;

/* Where to: AOJ_MAIL and, if there is a user, the password from its file.
 * Opens nothing yet. TLS is required unless the server is this machine.
 * FAILED, logged. */
enum outcome mail_line_new(struct mail_line **out,
    const struct config *config);
void mail_line_free(struct mail_line *l);	/* accepts NULL */

/* Begins to open it; goes on with mail_line_opening. */
void mail_line_open(struct mail_line *l);
/* DONE: it is open. ABSENT: not yet. FAILED: it will not, see
 * mail_line_error; not logged. */
enum outcome mail_line_opening(struct mail_line *l);
/* Says QUIT when it may still be heard; waits for nothing. */
void mail_line_close(struct mail_line *l, bool politely);

bool mail_line_is_open(const struct mail_line *l);

/* How far opening came, for a report. */
enum mail_line_step { LINE_CONNECT, LINE_HELLO, LINE_TLS, LINE_USER };
struct mail_line_state {
	enum mail_line_step step;	/* the last one begun */
	bool encrypted;
	bool lacks_tls;			/* it must be, and cannot */
	bool reports;			/* offers RFC 3461 */
	bool pipelining;		/* offers RFC 2920 */
	const char *reply;		/* the server's last word, or "" */
	const char *error;		/* libcurl's words for a failure */
};
struct mail_line_state mail_line_state(const struct mail_line *l);

/* To be sent, after all that was said before; bytes are copied. */
void mail_line_say(struct mail_line *l, const char *bytes, size_t len);
/* Whether nothing of it is left here. */
bool mail_line_has_sent(const struct mail_line *l);

/* Sends what can be sent. DONE with a whole reply of the server in *reply,
 * good until the next call; ABSENT when it is not there yet; FAILED when the
 * line is broken. */
enum outcome mail_line_hear(struct mail_line *l, const char **reply);

/* Until one of these has something to do, or the socket something to read
 * (-1: none), or for so many real milliseconds. At most one may be opening. */
void mail_lines_wait(struct mail_line *const *lines, size_t count, int socket,
    int64_t ms);

#endif
