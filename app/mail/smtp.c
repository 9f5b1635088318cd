/*
 * smtp.c - several connections to one mail server, and who uses which. One at
 * a time is opened, when all that are open are in use: a server that is away
 * is noticed once, and one that takes few connections is not pressed. Refuses
 * to know what is said about a letter (smtp_letter.c).
 */
#include "mail/smtp.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "mail/line.h"
#include "mail/smtp_letter.h"

#define CONNECTIONS_MOST 16
/* Of silence, and for one letter in all: below the lease of a run. */
#define LETTER_MS 240000
#ifdef AOJ_TEST
#define REPLY_MS 10000
#else
#define REPLY_MS 120000
#endif

enum state {
	FREE,		/* no letter; the line may be open */
	WAITING,	/* for another's line: the server takes no more */
	OPENING,
	RESETTING,	/* the letter before was refused, its RSET not yet
			 * answered */
	TALKING,
	KNOWN,		/* the letter's fate, not yet told */
};

struct place {
	struct mail_line *line;	/* owned */
	enum state state;
	bool used;		/* a letter was spoken of on this line */
	bool reset;		/* RSET was said */
	struct smtp_letter letter;
	void *of;
	int64_t begun, heard;	/* steady ms */
};

struct smtp {
	struct place places[CONNECTIONS_MOST];
	size_t count, most;	/* places; lines that the server takes */
	bool said;		/* that it does not take letters */
};

enum outcome
mail_smtp_open(struct smtp **out, const struct config *config)
{
	struct smtp *s = calloc(1, sizeof(*s));
	enum outcome o = DONE;

	if (s == NULL)
		die("out of memory");
	s->most = (size_t)config->mail_connections;
	REQUIRE(s->most > 0 && s->most <= CONNECTIONS_MOST);
	for (; o == DONE && s->count < s->most; s->count++)
		o = mail_line_new(&s->places[s->count].line, config);
	if (o == DONE)
		*out = s;
	else
		mail_smtp_close(s);
	return o;
}

void
mail_smtp_close(struct smtp *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->count; i++) {
		smtp_letter_free(&s->places[i].letter);
		mail_line_free(s->places[i].line);
	}
	free(s);
}

void
mail_smtp_hang_up(struct smtp *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->places[i].state == FREE)
			mail_line_close(s->places[i].line, true);
	s->most = s->count;
}

static size_t
count_open(const struct smtp *s)
{
	size_t open = 0;

	for (size_t i = 0; i < s->count; i++)
		open += mail_line_is_open(s->places[i].line);
	return open;
}

static size_t
count_in(const struct smtp *s, enum state state)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		n += s->places[i].state == state;
	return n;
}

/* A free place whose line is open, or is not; NULL when there is none. */
static struct place *
find_free(struct smtp *s, bool open)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->places[i].state == FREE &&
		    mail_line_is_open(s->places[i].line) == open)
			return &s->places[i];
	return NULL;
}

static bool
may_open(const struct smtp *s)
{
	return count_in(s, OPENING) == 0 && count_open(s) < s->most;
}

bool
mail_smtp_room(const struct smtp *s)
{
	bool open = false, shut = false;

	if (count_in(s, WAITING) > 0)
		return false;
	for (size_t i = 0; i < s->count; i++)
		if (s->places[i].state == FREE) {
			open |= mail_line_is_open(s->places[i].line);
			shut |= !mail_line_is_open(s->places[i].line);
		}
	return open || (shut && may_open(s));
}

static void
open_line(struct place *p)
{
	p->used = p->reset = false;
	p->state = OPENING;
	mail_line_open(p->line);
}

/* Once more, on a new connection: nothing was said about the letter. */
static void
begin_again(struct place *p)
{
	mail_line_close(p->line, true);
	open_line(p);
}

static void
talk(struct place *p)
{
	p->state = p->reset ? RESETTING : TALKING;
	p->heard = clock_steady_ms();
	if (p->state == TALKING)
		smtp_letter_begin(&p->letter, p->line);
}

/* The server ends connections that nobody uses: then it has said so. */
static bool
still_open(struct place *p)
{
	const char *reply;

	return p->reset || mail_line_hear(p->line, &reply) == ABSENT;
}

static void
begin_on_line(struct place *p)
{
	if (!mail_line_is_open(p->line))
		open_line(p);
	else if (still_open(p))
		talk(p);
	else
		begin_again(p);
}

/* Before a recipient is named, no failure is about a letter. */
static void
down(struct smtp *s, struct place *p, const char *why)
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
	p->state = KNOWN;
}

/* While others are open, the server only takes no more of them. */
static void
not_opened(struct smtp *s, struct place *p)
{
	struct mail_line_state line = mail_line_state(p->line);
	char reply[MAIL_REPLY_MAX + 1];
	size_t open = count_open(s);

	if (open == 0) {
		down(s, p, line.error);
		return;
	}
	mail_reply_keep(reply, line.reply, p->letter.sender);
	log_info("the mail server takes %zu connections, and no more: %s%s%s",
	    open, line.error, reply[0] == '\0' ? "" : "; it says: ", reply);
	mail_line_close(p->line, false);
	s->most = open;
	p->state = WAITING;
}

static void
learn(struct smtp *s, struct place *p, enum smtp_next next, const char *why)
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
	p->state = KNOWN;
}

static void
broke(struct smtp *s, struct place *p, const char *why)
{
	if (p->state == RESETTING)
		begin_again(p);
	else
		learn(s, p, smtp_letter_broke(&p->letter), why);
}

static void
heard(struct smtp *s, struct place *p, const char *reply)
{
	p->heard = clock_steady_ms();
	if (p->state == TALKING) {
		learn(s, p, smtp_letter_heard(&p->letter, p->line, reply),
		    "it refuses the sender");
	} else if (mail_reply_code(reply) / 100 == 2) {
		p->reset = false;
		talk(p);
	} else {
		begin_again(p);
	}
}

/* As far as one place comes without waiting. */
static void
go_on(struct smtp *s, struct place *p)
{
	enum outcome o = ABSENT;
	const char *reply;

	if (p->state == OPENING) {
		o = mail_line_opening(p->line);
		if (o == DONE)
			talk(p);
		else if (o == FAILED)
			not_opened(s, p);
	}
	while (p->state == RESETTING || p->state == TALKING) {
		o = mail_line_hear(p->line, &reply);
		if (o == ABSENT)
			break;
		if (o == DONE)
			heard(s, p, reply);
		else
			broke(s, p, mail_line_state(p->line).error);
	}
	if ((p->state == RESETTING || p->state == TALKING) &&
	    (clock_steady_ms() - p->heard > REPLY_MS ||
	    clock_steady_ms() - p->begun > LETTER_MS))
		broke(s, p, "it is silent");
}

void
mail_smtp_begin(struct smtp *s, const struct mail_envelope *e,
    const struct text *message, void *of)
{
	struct place *p = find_free(s, true);

	if (count_in(s, FREE) == s->count)
		s->said = false;
	if (p == NULL)
		p = find_free(s, false);
	REQUIRE(p != NULL);
	p->of = of;
	p->begun = clock_steady_ms();
	if (smtp_letter_make(&p->letter, e, message)) {
		begin_on_line(p);
		go_on(s, p);
		return;
	}
	p->letter.fate = MAIL_REFUSED;
	text_copy(p->letter.reply, sizeof(p->letter.reply),
	    "address not usable");
	p->state = KNOWN;
}

static size_t
tell(struct smtp *s, mail_done *done, void *arg)
{
	size_t left = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct place *p = &s->places[i];

		left += p->state != FREE && p->state != KNOWN;
		if (p->state != KNOWN)
			continue;
		done(arg, p->of, p->letter.fate, p->letter.reply);
		smtp_letter_free(&p->letter);
		p->state = FREE;
	}
	return left;
}

/* Lines that came free go to those who wait for one. */
static void
pass_on(struct smtp *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct place *p = &s->places[i], *free_place;
		struct mail_line *line = p->line;

		if (p->state != WAITING)
			continue;
		free_place = find_free(s, true);
		if (free_place != NULL) {
			p->line = free_place->line;
			p->used = free_place->used;
			p->reset = free_place->reset;
			free_place->line = line;
			begin_on_line(p);
		} else if (may_open(s)) {
			open_line(p);
		}
	}
}

size_t
mail_smtp_wait(struct smtp *s, int64_t ms, mail_done *done, void *arg)
{
	struct mail_line *lines[CONNECTIONS_MOST];
	size_t waits = 0, left;

	for (size_t i = 0; i < s->count; i++) {
		if (s->places[i].state == KNOWN)
			ms = 0;
		else if (s->places[i].state != FREE &&
		    s->places[i].state != WAITING)
			lines[waits++] = s->places[i].line;
	}
	if (ms > 1000)
		ms = 1000;	/* silence is noticed too */
	if (waits > 0)
		mail_lines_wait(lines, waits, ms);
	else if (ms > 0)
		(void)poll(NULL, 0, (int)ms);
	for (size_t i = 0; i < s->count; i++)
		go_on(s, &s->places[i]);
	left = tell(s, done, arg);
	pass_on(s);
	return left;
}
