/*
 * smtp_letter.c - the conversation about one letter. What a failure means for
 * it depends on how far that has come: before a recipient is named nothing is
 * about a letter, and after its last line only the server knows.
 */
#include "mail/smtp_letter.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mail/message.h"

#define ROOM_FOR_DOTS 64	/* more is made when it is needed */

void
smtp_letter_body(struct text *out, const struct text *message)
{
	const char *at = message->bytes, *end = at + message->len, *from = at;

	text_reserve(out, message->len + ROOM_FOR_DOTS);
	if (at < end && *at == '.')
		text_puts(out, ".");
	while (at < end && (at = memmem(at, (size_t)(end - at), "\n.", 2)) !=
	    NULL) {
		at++;
		text_add(out, from, (size_t)(at - from));
		text_puts(out, ".");
		from = at;
	}
	text_add(out, from, (size_t)(end - from));
	if (out->len < 2 || strcmp(out->bytes + out->len - 2, "\r\n") != 0)
		text_puts(out, "\r\n");
	text_puts(out, ".\r\n");
}

/* A name as RFC 3461 carries it without changing it ("xtext"). */
static bool
is_plain(const char *id)
{
	for (; *id != '\0'; id++)
		if (!isalnum((unsigned char)*id) && *id != '-')
			return false;
	return true;
}

static char *
copy(const char *s)
{
	char *new = strdup(s);

	if (new == NULL)
		die("out of memory");
	return new;
}

bool
smtp_letter_make(struct smtp_letter *l, const struct mail_envelope *e,
    const struct text *message)
{
	*l = (struct smtp_letter) { .stage = SMTP_SENDER };
	if (!mail_address_good(e->sender) || !mail_address_good(e->address) ||
	    !is_plain(e->id))
		return false;
	l->id = copy(e->id);
	l->sender = copy(e->sender);
	l->address = copy(e->address);
	smtp_letter_body(&l->body, message);
	return true;
}

static void
wipe(char **s)
{
	if (*s != NULL)
		explicit_bzero(*s, strlen(*s));
	free(*s);
	*s = NULL;
}

void
smtp_letter_free(struct smtp_letter *l)
{
	wipe(&l->id);
	wipe(&l->sender);
	wipe(&l->address);
	text_free(&l->body);
}

static void say(struct mail_line *line, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(struct mail_line *line, const char *fmt, ...)
{
	char command[1024];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(command, sizeof(command) - 2, fmt, ap);
	va_end(ap);
	REQUIRE(len > 0 && len < (int)sizeof(command) - 2);
	memcpy(command + len, "\r\n", 2);
	mail_line_say(line, command, (size_t)len + 2);
	explicit_bzero(command, sizeof(command));
}

static void
say_recipient(const struct smtp_letter *l, struct mail_line *line)
{
	say(line, "RCPT TO:<%s>%s", l->address,
	    mail_line_state(line).reports ? " NOTIFY=FAILURE" : "");
}

/* Of what comes back, the headers are enough: a letter holds a link. */
void
smtp_letter_begin(struct smtp_letter *l, struct mail_line *line)
{
	struct mail_line_state state = mail_line_state(line);

	l->stage = SMTP_SENDER;
	l->pipelined = state.pipelining;
	if (state.reports)
		say(line, "MAIL FROM:<%s> RET=HDRS ENVID=%s", l->sender,
		    l->id);
	else
		say(line, "MAIL FROM:<%s>", l->sender);
	if (l->pipelined) {
		say_recipient(l, line);
		say(line, "DATA");
	}
}

static enum smtp_next
go_on(struct smtp_letter *l, struct mail_line *line)
{
	switch (l->stage) {
	case SMTP_SENDER:
		l->stage = SMTP_RECIPIENT;
		if (!l->pipelined)
			say_recipient(l, line);
		return SMTP_GO_ON;
	case SMTP_RECIPIENT:
		l->stage = SMTP_DATA;
		if (!l->pipelined)
			say(line, "DATA");
		return SMTP_GO_ON;
	case SMTP_DATA:
		l->stage = SMTP_BODY;
		mail_line_say(line, l->body.bytes, l->body.len);
		return SMTP_GO_ON;
	default:
		break;
	}
	l->fate = MAIL_ACCEPTED;
	return SMTP_KNOWN;
}

/* A letter to nobody is begun, or not: RFC 2920 3.1 leaves both. */
static enum smtp_next
undo(struct mail_line *line, int code)
{
	if (code == 354) {
		say(line, ".");
		return SMTP_GO_ON;
	}
	say(line, "RSET");
	return code == 0 || code == 421 ? SMTP_KNOWN_BROKEN :
	    SMTP_KNOWN_RESET;
}

enum smtp_next
smtp_letter_broke(struct smtp_letter *l)
{
	if (l->stage == SMTP_SENDER)
		return SMTP_NOT_YET;
	if (l->stage == SMTP_UNDO)
		return SMTP_KNOWN_BROKEN;
	/* No answer about this letter: it may have been taken. */
	l->fate = MAIL_LOST;
	text_copy(l->reply, sizeof(l->reply), "no answer");
	return SMTP_KNOWN_BROKEN;
}

enum smtp_next
smtp_letter_heard(struct smtp_letter *l, struct mail_line *line,
    const char *reply)
{
	int code = mail_reply_code(reply);
	bool whole = mail_line_has_sent(line);

	if (l->stage == SMTP_UNDO)
		return undo(line, code);
	mail_reply_keep(l->reply, reply, l->address);
	if (whole && code / 100 == (l->stage == SMTP_DATA ? 3 : 2))
		return go_on(l, line);
	if (l->stage == SMTP_SENDER)
		return SMTP_NOT_YET;
	if (code / 100 != 4 && code / 100 != 5)
		return smtp_letter_broke(l);
	l->fate = code / 100 == 4 ? MAIL_LATER : MAIL_REFUSED;
	/* 421: the server ends the conversation, maybe for this letter. */
	if (code == 421)
		l->fate = MAIL_LOST;
	if (code == 421 || !whole)
		return SMTP_KNOWN_BROKEN;
	if (l->stage == SMTP_BODY)
		return SMTP_KNOWN;
	if (l->stage == SMTP_RECIPIENT && l->pipelined) {
		l->stage = SMTP_UNDO;
		return SMTP_GO_ON;
	}
	say(line, "RSET");
	return SMTP_KNOWN_RESET;
}
