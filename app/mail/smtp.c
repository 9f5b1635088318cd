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
#include "mail/smtp_inside.h"

#define LOOK_MS 1000		/* silence is noticed too */

enum outcome
mail_smtp_open(struct smtp **out, const struct config *config)
{
	struct smtp *s = calloc(1, sizeof(*s));
	enum outcome o = DONE;

	if (s == NULL)
		die("out of memory");
	s->most = (size_t)config->mail_connections;
	REQUIRE(s->most > 0 && s->most <= SMTP_CONNECTIONS_MOST);
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
		if (s->places[i].state == PLACE_FREE)
			mail_line_close(s->places[i].line, true);
	s->most = s->count;
}

size_t
smtp_count_open(const struct smtp *s)
{
	size_t open = 0;

	for (size_t i = 0; i < s->count; i++)
		open += mail_line_is_open(s->places[i].line);
	return open;
}

static size_t
count_in(const struct smtp *s, enum place_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		n += s->places[i].state == state;
	return n;
}

/* A free place whose line is open, or is not. */
static struct smtp_place *
find_free(struct smtp *s, bool open)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->places[i].state == PLACE_FREE &&
		    mail_line_is_open(s->places[i].line) == open)
			return &s->places[i];
	return NULL;
}

static bool
may_open(const struct smtp *s)
{
	return count_in(s, PLACE_OPENING) == 0 &&
	    smtp_count_open(s) < s->most &&
	    s->open_after <= clock_steady_ms();
}

bool
mail_smtp_room(const struct smtp *s)
{
	bool open = false, shut = false;

	if (count_in(s, PLACE_WAITING) > 0)
		return false;
	for (size_t i = 0; i < s->count; i++)
		if (s->places[i].state == PLACE_FREE) {
			open |= mail_line_is_open(s->places[i].line);
			shut |= !mail_line_is_open(s->places[i].line);
		}
	return open || (shut && may_open(s));
}

/* Who waits for a line gets one that came free, or one is opened. */
static void
give_lines(struct smtp *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct smtp_place *p = &s->places[i], *unused;
		struct mail_line *line = p->line;

		if (p->state != PLACE_WAITING)
			continue;
		unused = find_free(s, true);
		if (unused != NULL) {
			p->line = unused->line;
			p->used = unused->used;
			p->reset = unused->reset;
			unused->line = line;
			smtp_place_begin(p);
		}
		if (p->state == PLACE_WAITING && may_open(s)) {
			mail_line_open(p->line);
			p->state = PLACE_OPENING;
		}
	}
}

void
mail_smtp_begin(struct smtp *s, const struct mail_envelope *e,
    const struct text *message, void *of)
{
	struct smtp_place *p = find_free(s, true);

	if (count_in(s, PLACE_FREE) == s->count)
		s->said = false;
	if (p == NULL)
		p = find_free(s, false);
	REQUIRE(p != NULL);
	p->of = of;
	p->begun = clock_steady_ms();
	if (smtp_letter_make(&p->letter, e, message)) {
		smtp_place_begin(p);
		give_lines(s);
		smtp_place_go_on(s, p);
		return;
	}
	p->letter.fate = MAIL_REFUSED;
	text_copy(p->letter.reply, sizeof(p->letter.reply),
	    "address not usable");
	p->state = PLACE_KNOWN;
}

/* Calls done for what is known. How many letters are left. */
static size_t
tell(struct smtp *s, mail_done *done, void *arg)
{
	size_t left = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct smtp_place *p = &s->places[i];

		left += p->state != PLACE_FREE && p->state != PLACE_KNOWN;
		if (p->state != PLACE_KNOWN)
			continue;
		done(arg, p->of, p->letter.fate, p->letter.reply);
		smtp_letter_free(&p->letter);
		p->state = PLACE_FREE;
	}
	return left;
}

static void
wait_for_something(struct smtp *s, int64_t ms, int watched)
{
	struct mail_line *lines[SMTP_CONNECTIONS_MOST];
	int64_t until_open = s->open_after - clock_steady_ms();
	struct pollfd other = { .fd = watched, .events = POLLIN };
	size_t waits = 0;

	if (count_in(s, PLACE_KNOWN) > 0)
		ms = 0;
	if (ms > LOOK_MS)
		ms = LOOK_MS;
	if (count_in(s, PLACE_WAITING) > 0 && until_open > 0 &&
	    until_open < ms)
		ms = until_open;
	for (size_t i = 0; i < s->count; i++)
		if (s->places[i].state != PLACE_KNOWN &&
		    s->places[i].state != PLACE_FREE &&
		    s->places[i].state != PLACE_WAITING)
			lines[waits++] = s->places[i].line;
	if (waits > 0)
		mail_lines_wait(lines, waits, watched, ms);
	else if (ms > 0)
		(void)poll(&other, 1, (int)ms);
}

size_t
mail_smtp_wait(struct smtp *s, int64_t ms, int watched, mail_done *done,
    void *arg)
{
	size_t left;

	wait_for_something(s, ms, watched);
	for (size_t i = 0; i < s->count; i++)
		smtp_place_go_on(s, &s->places[i]);
	left = tell(s, done, arg);
	give_lines(s);
	return left;
}
