/*
 * show_post.c - letters per kind and group: of invitations what each mail
 * server said so far, of reminders nothing but their slots.
 */
#include "actions/show_post.h"

#include <stdlib.h>
#include <string.h>

#include "actions/find_wave.h"
#include "actions/read_link_key.h"
#include "base/log.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "domain/post_status.h"
#include "storage/function_group.h"
#include "storage/letter_progress.h"
#include "storage/outbox.h"

static void
fill_row(struct post_status_row *to, const struct progress_row *from,
    const struct group_row *g)
{
	*to = (struct post_status_row){
		.kind = from->kind, .code = g->group.code,
		.name = g->group.name, .invited = g->invited,
		.due = from->due, .claimed = from->claimed,
		.settled = from->settled, .first_due = from->first_due,
		.next_due = from->next_due, .ends = from->ends,
		.letters = from->letters, .sent = from->accepted,
		.given_up = from->given_up,
	};
}

/* Groups in the order of the wave. */
static void
fill(struct post_status *s, const struct group_rows *groups,
    const struct progress_row *rows, size_t count)
{
	for (size_t g = 0; g < groups->count; g++)
		for (size_t i = 0; i < count; i++)
			if (strcmp(rows[i].function_group,
			    groups->list[g].group.code) == 0)
				fill_row(&s->list[s->count++], &rows[i],
				    &groups->list[g]);
	post_status_sort(s);
}

/* What was said, readable: texts in the places of the rows. */
struct alerts {
	struct alert_row *rows;		/* owned, as are the others */
	struct post_alert *list;
	struct text *texts;
	size_t count;
};

static void
alerts_free(struct alerts *a)
{
	for (size_t i = 0; a->texts != NULL && i < a->count; i++)
		text_free(&a->texts[i]);
	free(a->texts);
	free(a->list);
	store_alerts_free(a->rows, a->count);
}

static enum outcome
open_alerts(struct alerts *a, const unsigned char *key, const char *wave_id)
{
	enum outcome o = DONE;

	for (size_t i = 0; o == DONE && i < a->count; i++) {
		const struct alert_row *row = &a->rows[i];

		o = crypto_contact_open(&a->texts[i], key, "alert", wave_id,
		    row->alert_id, (const unsigned char *)row->sealed.bytes,
		    row->sealed.len);
		a->list[i].text = a->texts[i].bytes;
	}
	return o == DONE ? DONE : log_failed("an alert does not open");
}

static enum outcome
find_alerts(struct db *db, const struct config *config, const char *wave_id,
    struct alerts *a)
{
	unsigned char *key = crypto_secret_new(CONTACT_KEY_BYTES);
	enum outcome o = store_alerts(db, wave_id, &a->rows, &a->count);

	if (o != DONE || a->count == 0)
		goto out;
	a->list = calloc(a->count, sizeof(*a->list));
	a->texts = calloc(a->count, sizeof(*a->texts));
	if (a->list == NULL || a->texts == NULL)
		die("out of memory");
	for (size_t i = 0; i < a->count; i++) {
		a->list[i].at = a->rows[i].at;
		a->list[i].what = a->rows[i].what;
	}
	o = read_contact_key(key, config, wave_id, NULL);
	/* Without the key there is still to see that there was something. */
	o = o == REFUSED ? DONE : o == DONE ? open_alerts(a, key, wave_id) : o;
out:
	crypto_secret_free(key);
	return o;
}

/* *out is as long as rows, and points into groups. */
static void
fill_waiting(struct post_waiting *out, const struct group_rows *groups,
    const struct waiting_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t g = 0; g < groups->count; g++)
			if (strcmp(rows[i].function_group,
			    groups->list[g].group.code) == 0)
				out[i] = (struct post_waiting){
				    groups->list[g].group.code,
				    groups->list[g].group.name,
				    rows[i].count };
}

enum outcome
show_post(struct db *db, const struct config *config, const char *code,
    bool json, time_t now, struct text *out, struct problem *why)
{
	struct wave_row w = { 0 };
	struct group_rows groups = { 0 };
	struct progress_row *rows = NULL;
	struct waiting_row *waiting = NULL;
	struct post_waiting *left = NULL;
	struct alerts alerts = { .count = 0 };
	struct post_status s = { .at = now };
	size_t count = 0;
	enum outcome o = find_wave(db, code, &w, why);

	crypto_open();
	if (o == DONE && w.state < WAVE_OPEN)
		o = problem_set(why, PROBLEM_STATE, "De meting “%s” is nog "
		    "niet gestart.", code);
	if (o == DONE)
		o = store_groups(db, w.wave_id, &groups);
	if (o == DONE)
		o = store_letter_progress(db, w.wave_id, &rows, &count,
		    &s.paused);
	if (o == DONE)
		o = store_letter_waiting(db, w.wave_id, &waiting,
		    &s.waiting_count);
	if (o == DONE)
		o = find_alerts(db, config, w.wave_id, &alerts);
	if (o != DONE)
		goto out;
	s.alerts = alerts.list;
	s.alert_count = alerts.count;
	s.wave = w.code;
	s.title = w.title;
	s.trial = w.trial;
	s.open = w.state == WAVE_OPEN && now < w.closes_at;
	s.list = calloc(count + 1, sizeof(*s.list));
	left = calloc(s.waiting_count + 1, sizeof(*left));
	if (s.list == NULL || left == NULL)
		die("out of memory");
	fill_waiting(left, &groups, waiting, s.waiting_count);
	s.waiting = left;
	fill(&s, &groups, rows, count);
	post_status_print(&s, json, out);
out:
	alerts_free(&alerts);
	free(s.list);
	free(left);
	free(waiting);
	free(rows);
	store_groups_free(&groups);
	store_wave_free(&w);
	return o;
}
