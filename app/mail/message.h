/*
 * message.h - one letter as mail servers carry it: headers (definitions.md 5)
 * and two parts that say the same, text first. Refuses to know what a letter
 * is about.
 */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include <stdbool.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"

#define MAIL_SUBJECT_CHARS 60	/* longer ones are cut between words */

/* All UTF-8. Control characters never reach a header: they are taken out of
 * names and subject, and an address that holds one is refused. */
struct message {
	const char *from_name, *from_address;
	const char *reply_to;		/* an address */
	const char *to_name;		/* NULL or "": the address alone */
	const char *to_address;
	const char *subject;
	const char *message_id;		/* without < > */
	const char *in_reply_to;	/* the same of the letter that this one
					 * follows, or NULL */
	const char *unsubscribe_link;	/* https, or NULL (RFC 8058) */
	const char *unsubscribe_address;	/* NULL: none */
	const char *list_name, *list_id;	/* id: a host name, RFC 2919;
					 * NULL for mail to staff */
	time_t date;			/* shown in Amsterdam time */
	const char *text, *html;	/* lines end in LF */
	bool quoted;			/* both are in quoted-printable already,
					 * lines end in CR LF */
};

/* Once, before messages are read (GMime). */
void mail_message_open(void);

/* The whole message, lines ending in CR LF, 7 bits, none too long for SMTP.
 * REFUSED when one of the addresses cannot stand in a header. The server that
 * signs (DKIM) must cover List-Unsubscribe and List-Unsubscribe-Post, or mail
 * programs show no button (RFC 8058 4). */
enum outcome mail_message_build(const struct message *m, struct text *out);

/* Whether s can stand in an SMTP command and a header: an ASCII addr-spec of
 * RFC 5321 with a dot-string before the @, and no more than 254 bytes. */
bool mail_address_good(const char *s);

/* A name or subject as a header and a line of a letter may show it: one line,
 * no control characters, none that turn the direction of what follows, no
 * encoded words. */
void mail_one_line(const char *s, struct text *out);

#endif
