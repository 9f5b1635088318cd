/*
 * tend.c - what each wave needs from post, by its state.
 */
#include <stdlib.h>
#include <string.h>

#include "actions/check_ballots.h"
#include "actions/close_due_wave.h"
#include "actions/destroy_contacts.h"
#include "actions/forget_link_key.h"
#include "actions/give_links.h"
#include "actions/note_night.h"
#include "actions/place_newcomers.h"
#include "actions/prepare_wave.h"
#include "actions/read_link_key.h"
#include "actions/tell_small_run.h"
#include "base/clock.h"
#include "base/log.h"
#include "post/post.h"

static bool
holds(const struct text *list, const char *s)
{
	return list->bytes != NULL && strstr(list->bytes, s) != NULL;
}

/* A line of a list. */
static void
forget(struct text *list, const char *line)
{
	char *at = list->bytes == NULL ? NULL : strstr(list->bytes, line);
	size_t len = strlen(line) + 1;

	if (at == NULL)
		return;
	memmove(at, at + len, (size_t)(list->bytes + list->len + 1 -
	    (at + len)));
	list->len -= len;
}

void
post_say(struct post *p, const char *wave_id, const char *sentence)
{
	struct text line = { 0 };

	text_printf(&line, "%s %s\n", wave_id, sentence);
	if (!holds(&p->said, line.bytes)) {
		log_info("wave %s: %s", wave_id, sentence);
		text_puts(&p->said, line.bytes);
	}
	text_free(&line);
}

/* What an action ended with. True when it happened. */
static bool
went_well(struct post *p, const char *wave_id, enum outcome o,
    const struct problem *why)
{
	switch (o) {
	case DONE:
		return true;
	case ABSENT:
		p->waits = true;
		break;
	case REFUSED:
		post_say(p, wave_id, why->text);
		break;
	case FAILED:
		p->failed = true;
		break;
	}
	return false;
}

static void
tend_draft(struct post *p, const struct wave_work *w)
{
	struct problem why = { .code = PROBLEM_NONE };

	if (went_well(p, w->wave_id, prepare_wave(p->db, p->config,
	    w->wave_id, POST_NAME, clock_now(), &why), &why))
		post_say(p, w->wave_id, "link key and list key are made");
}

/* Another host has the list key, and notes them. */
static void
tend_night(struct post *p, const struct wave_work *w)
{
	struct problem why = { .code = PROBLEM_NONE };
	enum outcome o = note_night(p->db, p->config, w, clock_now(), &why);

	if (o != ABSENT)
		(void)went_well(p, w->wave_id, o, &why);
}

/* Whether letters may leave. A run that is claimed was claimed after the
 * links were given and frozen. */
static bool
tend_open(struct post *p, const struct wave_work *w)
{
	struct problem why = { .code = PROBLEM_NONE };
	bool placed = false;

	tend_night(p, w);
	if (clock_now() >= w->closes_at) {
		if (went_well(p, w->wave_id, close_due_wave(p->db, w->wave_id,
		    POST_NAME, clock_now()), &why))
			p->look = true;
		return false;
	}
	switch (place_newcomers(p->db, p->config, w, clock_now(), &placed)) {
	case DONE:
		/* Their runs are to be seen first. */
		p->look |= placed;
		break;
	default:
		p->failed = true;
		return false;
	}
	if (w->next_due != 0 && w->next_due <= clock_now() &&
	    tell_small_run(p->db, p->config, w->wave_id, clock_now()) != DONE)
		p->failed = true;
	/* People who join later get links too: frozen before theirs leave. */
	if (w->lacks_links || !w->invites)
		forget(&p->frozen, w->wave_id);
	if (w->next_due == 0 && w->next_lease == 0)
		return false;
	if (!went_well(p, w->wave_id, have_wave_keys(p->config, w, &why),
	    &why))
		return false;
	if ((w->lacks_links || w->invites) &&
	    !holds(&p->frozen, w->wave_id)) {
		if (!went_well(p, w->wave_id, give_links(p->db, p->config, w,
		    &why), &why))
			return false;
		text_printf(&p->frozen, "%s\n", w->wave_id);
	}
	if (!w->has_plan)
		post_say(p, w->wave_id, "its plan cannot be read; no letter "
		    "leaves");
	return w->has_plan && !w->paused;
}

static void
check_closed(struct post *p, const struct wave_work *w)
{
	struct problem why = { .code = PROBLEM_NONE };
	struct ballots_checked found;
	enum outcome o = check_ballots(p->db, p->config, w, POST_NAME,
	    clock_now(), &found, &why);

	if (o == ABSENT)
		post_say(p, w->wave_id, "the database's clock is behind; its "
		    "ballots are not checked yet");
	if (!went_well(p, w->wave_id, o, &why))
		return;
	log_info("wave %s: %zu ballots are genuine, %zu foreign", w->wave_id,
	    found.genuine, found.foreign);
	if (!found.is_signed)
		log_info("wave %s: group %s had more genuine ballots in a "
		    "night before; the list is not signed, and nothing can be "
		    "counted", w->wave_id, found.lessened);
}

/* Runs of a closed wave are settled as they stand. */
static bool
tend_closed(struct post *p, const struct wave_work *w)
{
	struct problem why = { .code = PROBLEM_NONE };
	bool placed = false;

	if (!w->checked && place_newcomers(p->db, p->config, w, clock_now(),
	    &placed) != DONE)
		p->failed = true;
	p->look |= placed;
	if (!w->checked)
		tend_night(p, w);
	if (!w->checked && clock_now() >= w->closes_at + WAVE_GRACE_SECONDS)
		check_closed(p, w);
	return (w->next_due != 0 || w->next_lease != 0) &&
	    went_well(p, w->wave_id, have_wave_keys(p->config, w, &why), &why);
}

static void
tend_counted(struct post *p, const struct wave_work *w)
{
	switch (forget_link_key(p->config, w->wave_id)) {
	case DONE:
		log_info("wave %s: link key and list key are destroyed",
		    w->wave_id);
		break;
	case FAILED:
		p->failed = true;
		break;
	default:
		break;
	}
}

void
post_look(struct post *p)
{
	struct wave_work *waves = NULL;
	size_t count = 0;

	p->looked_at = clock_now();
	if (destroy_contacts(p->db, p->config, POST_NAME, p->looked_at) !=
	    DONE)
		p->failed = true;
	if (find_work(p->db, p->looked_at, &waves, &count) != DONE) {
		p->failed = true;
		return;
	}
	free(p->waves);
	free(p->serves);
	p->waves = waves;
	p->wave_count = count;
	p->serves = calloc(count + 1, sizeof(*p->serves));
	if (p->serves == NULL)
		die("out of memory");
	for (size_t i = 0; i < count; i++) {
		if (waves[i].state == WAVE_DRAFT)
			tend_draft(p, &waves[i]);
		else if (waves[i].state == WAVE_OPEN)
			p->serves[i] = tend_open(p, &waves[i]);
		else if (waves[i].state == WAVE_CLOSED)
			p->serves[i] = tend_closed(p, &waves[i]);
		else if (waves[i].state == WAVE_COUNTED)
			tend_counted(p, &waves[i]);
	}
}

const struct wave_work *
post_wave(const struct post *p, const char *wave_id)
{
	for (size_t i = 0; i < p->wave_count; i++)
		if (strcmp(p->waves[i].wave_id, wave_id) == 0)
			return &p->waves[i];
	return NULL;
}

/* The first of two moments after the look; 0 stands for none. */
static time_t
sooner(const struct post *p, time_t a, time_t b)
{
	if (a <= p->looked_at)
		return b;
	return b == 0 || a < b ? a : b;
}

/* When runs of an open wave may be claimed: when they are due, 72 hours after
 * an earlier letter, or at once if somebody left them; in a window. */
static time_t
next_letter(const struct post *p, const struct wave_work *w)
{
	const time_t times[] = {
		(w->next_due != 0 && w->next_due <= p->looked_at) ||
		    w->next_lease != 0 ? p->looked_at : 0,
		w->later_due, w->rested_at,
		w->next_lease == 0 ? 0 : w->next_lease + 1,
	};
	time_t next = 0;

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (times[i] != 0)
			next = sooner(p, plan_next(&w->plan, times[i]), next);
	return next;
}

/* What was past then and was not done waits for a word, or for the minute in
 * which post looks without one. */
time_t
post_next(const struct post *p)
{
	time_t next = 0;

	for (size_t i = 0; i < p->wave_count; i++) {
		const struct wave_work *w = &p->waves[i];

		if (w->state == WAVE_OPEN && p->serves[i])
			next = sooner(p, next_letter(p, w), next);
		if (w->state == WAVE_OPEN)
			next = sooner(p, w->closes_at, next);
		if (w->state == WAVE_CLOSED && p->serves[i])
			next = sooner(p, w->next_lease + 1, next);
		if (w->state == WAVE_CLOSED && !w->checked)
			next = sooner(p, w->closes_at + WAVE_GRACE_SECONDS,
			    next);
	}
	return next;
}
