/*
 * smtp_place.c - one letter and the connection it is spoken of on: opened,
 * used, and opened again where nothing was said about the letter. Refuses to
 * know the other letters.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "mail/smtp_inside.h"

/* Of silence, and for one letter in all: below the lease of a run. */
#define LETTER_MS 240000
#ifdef AOJ_TEST
#define REPLY_MS 10000
#else
#define REPLY_MS 120000
#endif
/* A server that takes no more lines, while the last was just given up: it may
 * not have noticed yet. */
#define NOTICE_MS 5000
#define AGAIN_MS 250

/* Once more, on another line: nothing was said about the letter. */
static void
begin_again(struct smtp_place *p)
{
	mail_line_close(p->line, true);
	p->state = PLACE_WAITING;
}

static void
talk(struct smtp_place *p)
{
	p->state = p->reset ? PLACE_RESETTING : PLACE_TALKING;
	p->heard = clock_steady_ms();
	if (p->state == PLACE_TALKING)
		smtp_letter_begin(&p->letter, p->line);
}

/* The server ends connections that nobody uses: then it has said so. */
static bool
still_open(struct smtp_place *p)
{
	const char *reply;

	return p->reset || mail_line_hear(p->line, &reply) == ABSENT;
}

void
smtp_place_begin(struct smtp_place *p)
{
	if (mail_line_is_open(p->line) && still_open(p))
		talk(p);
	else
		begin_again(p);
}

/* Before a recipient is named, no failure is about a letter. */
static void
down(struct smtp *s, struct smtp_place *p, const char *why)
{
	char reply[MAIL_REPLY_MAX + 1];

	mail_reply_keep(reply, mail_line_state(p->line).reply,
	    p->letter.sender);
	if (!s->said)
		log_failed("the mail server does not take letters: %s%s%s",
		    why, reply[0] == '\0' ? "" : "; it says: ", reply);
	s->said = true;
	mail_line_close(p->line, true);
	p->letter.fate = MAIL_DOWN;
	text_copy(p->letter.reply, sizeof(p->letter.reply), reply);
	p->state = PLACE_KNOWN;
}

/* While others are open, the server only takes no more of them. */
static void
not_opened(struct smtp *s, struct smtp_place *p)
{
	struct mail_line_state line = mail_line_state(p->line);
	char reply[MAIL_REPLY_MAX + 1];
	size_t open = smtp_count_open(s);
	int64_t now = clock_steady_ms();

	if (open == 0 && (mail_reply_code(line.reply) != 421 ||
	    now - s->worked > NOTICE_MS)) {
		down(s, p, line.error);
		return;
	}
	if (open > 0 && open < s->most) {
		mail_reply_keep(reply, line.reply, p->letter.sender);
		log_info("the mail server takes %zu connections, and no more: "
		    "%s%s%s", open, line.error,
		    reply[0] == '\0' ? "" : "; it says: ", reply);
		s->most = open;
	}
	s->open_after = now + AGAIN_MS;
	mail_line_close(p->line, false);
	p->state = PLACE_WAITING;
}

static void
learn(struct smtp *s, struct smtp_place *p, enum smtp_next next,
    const char *why)
{
	switch (next) {
	case SMTP_GO_ON:
		return;
	case SMTP_KNOWN_BROKEN:
		mail_line_close(p->line, false);
		break;
	case SMTP_KNOWN_RESET:
		p->reset = true;
		break;
	case SMTP_KNOWN:
		break;
	case SMTP_NOT_YET:
		if (p->used)
			begin_again(p);
		else
			down(s, p, why);
		return;
	}
	p->used = true;
	p->state = PLACE_KNOWN;
}

static void
broke(struct smtp *s, struct smtp_place *p, const char *why)
{
	if (p->state == PLACE_RESETTING)
		begin_again(p);
	else
		learn(s, p, smtp_letter_broke(&p->letter), why);
}

static void
heard(struct smtp *s, struct smtp_place *p, const char *reply)
{
	p->heard = s->worked = clock_steady_ms();
	if (p->state == PLACE_TALKING) {
		learn(s, p, smtp_letter_heard(&p->letter, p->line, reply),
		    "it refuses the sender");
	} else if (mail_reply_code(reply) / 100 == 2) {
		p->reset = false;
		talk(p);
	} else {
		begin_again(p);
	}
}

static void
open_on(struct smtp *s, struct smtp_place *p)
{
	switch (mail_line_opening(p->line)) {
	case DONE:
		p->used = p->reset = false;
		s->worked = clock_steady_ms();
		talk(p);
		break;
	case FAILED:
		not_opened(s, p);
		break;
	default:
		break;
	}
}

static bool
speaks(const struct smtp_place *p)
{
	return p->state == PLACE_RESETTING || p->state == PLACE_TALKING;
}

void
smtp_place_go_on(struct smtp *s, struct smtp_place *p)
{
	enum outcome o = DONE;
	const char *reply;
	int64_t now;

	if (p->state == PLACE_OPENING)
		open_on(s, p);
	while (speaks(p) && o != ABSENT) {
		o = mail_line_hear(p->line, &reply);
		if (o == DONE)
			heard(s, p, reply);
		else if (o == FAILED)
			broke(s, p, mail_line_state(p->line).error);
	}
	now = clock_steady_ms();
	if (speaks(p) && (now - p->heard > REPLY_MS ||
	    now - p->begun > LETTER_MS))
		broke(s, p, "it is silent");
}
