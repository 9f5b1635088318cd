/*
 * smtp_letter.h - what is said about one letter on an open line (RFC 5321),
 * and what the answers mean for it. Private to mail/smtp and mail/probe.
 */
#ifndef MAIL_SMTP_LETTER_H
#define MAIL_SMTP_LETTER_H

#include <stdbool.h>

#include "base/text.h"
#include "mail/line.h"
#include "mail/mailer.h"

/* Which answer about a letter is waited for. */
enum smtp_stage {
	SMTP_SENDER, SMTP_RECIPIENT, SMTP_DATA, SMTP_BODY,
	SMTP_UNDO	/* the fate is known; DATA was said too soon */
};

struct smtp_letter {
	char *id, *sender, *address;
	struct text body;	/* with its final dot, as it is sent */
	enum smtp_stage stage;
	bool pipelined;		/* all commands were said at once */
	enum mail_fate fate;
	char reply[MAIL_REPLY_MAX + 1];
};

/* False when it cannot stand in a conversation, whatever the server. */
bool smtp_letter_make(struct smtp_letter *l, const struct mail_envelope *e,
    const struct text *message);
void smtp_letter_free(struct smtp_letter *l);	/* wipes */

/* Adds a message as DATA carries it, with its final dot; a line that begins
 * with a dot gets one more (RFC 5321 4.5.2). */
void smtp_letter_body(struct text *out, const struct text *message);

/* Says the first command, or all of them where the server offers that. */
void smtp_letter_begin(struct smtp_letter *l, struct mail_line *line);

/* What comes of an answer. */
enum smtp_next {
	SMTP_GO_ON,	/* the next thing is said */
	SMTP_KNOWN,	/* fate and reply; the line can be used again */
	SMTP_KNOWN_RESET,	/* the same, after RSET, which is said */
	SMTP_KNOWN_BROKEN,	/* the same; the line cannot be used again */
	SMTP_NOT_YET,	/* the server takes no letter here: nothing was said
			 * that is about this one */
};
enum smtp_next smtp_letter_heard(struct smtp_letter *l,
    struct mail_line *line, const char *reply);

/* The line broke, or is silent for too long. */
enum smtp_next smtp_letter_broke(struct smtp_letter *l);

#endif
