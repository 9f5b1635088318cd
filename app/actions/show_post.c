/*
 * show_post.c - letters per kind and group: of invitations what each mail
 * server said so far, of reminders nothing but the group's total.
 */
#include "actions/show_post.h"

#include <stdlib.h>
#include <string.h>

#include "actions/find_wave.h"
#include "base/log.h"
#include "domain/post_status.h"
#include "storage/function_group.h"
#include "storage/letter_total.h"

static void
fill_row(struct post_status_row *to, const struct progress_row *from,
    const struct group_row *g)
{
	bool told = strcmp(from->kind, "invitation") == 0;

	*to = (struct post_status_row){
		.kind = from->kind, .code = g->group.code,
		.name = g->group.name, .invited = g->invited,
		.due = from->due, .claimed = from->claimed,
		.settled = from->settled, .first_due = from->first_due,
		.next_due = from->next_due, .settled_at = from->settled_at,
		.letters = from->letters, .known = told || from->has_total,
		.sent = told ? from->accepted : from->total_sent,
		.given_up = told ? from->given_up : from->total_given_up,
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

enum outcome
show_post(struct db *db, const char *code, bool json, time_t now,
    struct text *out, struct problem *why)
{
	struct wave_row w = { 0 };
	struct group_rows groups = { 0 };
	struct progress_row *rows = NULL;
	struct post_status s = { .at = now };
	size_t count = 0;
	enum outcome o = find_wave(db, code, &w, why);

	if (o == DONE && w.state < WAVE_OPEN)
		o = problem_set(why, PROBLEM_STATE, "De meting “%s” is nog "
		    "niet gestart.", code);
	if (o == DONE)
		o = store_groups(db, w.wave_id, &groups);
	if (o == DONE)
		o = store_letter_progress(db, w.wave_id, &rows, &count,
		    &s.paused);
	if (o != DONE)
		goto out;
	s.wave = w.code;
	s.title = w.title;
	s.trial = w.trial;
	s.open = w.state == WAVE_OPEN && now < w.closes_at;
	s.list = calloc(count + 1, sizeof(*s.list));
	if (s.list == NULL)
		die("out of memory");
	fill(&s, &groups, rows, count);
	post_status_print(&s, json, out);
out:
	free(s.list);
	free(rows);
	store_groups_free(&groups);
	store_wave_free(&w);
	return o;
}
