/*
 * show_rates.c - the response table. While answers may still come in, counts
 * of what respondents did are those of last midnight: the view that the office
 * reads has no others (definitions.md 3).
 */
#include <stdlib.h>
#include <string.h>

#include "actions/find_wave.h"
#include "actions/show_rates.h"
#include "base/log.h"
#include "storage/function_group.h"
#include "storage/rates.h"

static void
fill(struct rates *r, const struct group_rows *groups,
    const struct response_row *responses, size_t count)
{
	for (size_t i = 0; i < groups->count; i++) {
		const struct group_row *g = &groups->list[i];
		struct rate *rate = &r->list[r->count++];

		rate->code = g->group.code;
		rate->name = g->group.name;
		rate->merged_into = g->merged_into;
		rate->sent = g->all - g->doubles;
		for (size_t j = 0; j < count; j++)
			if (strcmp(responses[j].function_group,
			    rate->code) == 0)
				rate->response = responses[j].responses;
	}
}

/* Before fill_fates. */
static enum outcome
fill_refusals(struct db *db, const char *wave_id, struct rates *r)
{
	struct refused_row *rows = NULL;
	size_t count = 0;
	enum outcome o = store_rates_refused(db, wave_id, &rows, &count);

	for (size_t i = 0; i < r->count; i++)
		for (size_t j = 0; o == DONE && j < count; j++) {
			if (strcmp(rows[j].function_group,
			    r->list[i].code) != 0)
				continue;
			r->list[i].refused = rows[j].refused;
			r->list[i].not_eligible = rows[j].not_eligible;
		}
	free(rows);
	return o;
}

/* The rest of the disposition, per group; after the responses. */
static void
fill_fates(struct rates *r, const struct fate_row *fates, size_t count)
{
	for (size_t i = 0; i < r->count; i++) {
		struct rate *rate = &r->list[i];

		for (size_t j = 0; j < count; j++) {
			if (strcmp(fates[j].function_group, rate->code) != 0)
				continue;
			rate->not_eligible += fates[j].not_eligible;
			rate->undelivered = fates[j].undelivered;
			rate->not_sent = fates[j].not_sent;
		}
		rate->net = rates_net(rate);
	}
}

enum outcome
show_rates(struct db *db, const char *code, enum rates_format format,
    time_t now, struct text *out, struct problem *why)
{
	struct wave_row w = { 0 };
	struct group_rows groups = { 0 };
	struct response_row *responses = NULL;
	struct fate_row *fates = NULL;
	struct rates r = { .at = now };
	size_t count = 0, fate_count = 0;
	enum outcome o = find_wave(db, code, &w, why);

	if (o == DONE && w.state < WAVE_OPEN)
		o = problem_set(why, PROBLEM_STATE, "De meting “%s” is nog "
		    "niet gestart.", code);
	if (o == DONE)
		o = store_groups(db, w.wave_id, &groups);
	if (o == DONE)
		o = store_rates(db, w.wave_id, w.state == WAVE_COUNTED,
		    &responses, &count);
	if (o == DONE)
		o = store_fates(db, w.wave_id, &fates, &fate_count);
	if (o != DONE)
		goto out;
	r.wave = w.code;
	r.title = w.title;
	r.trial = w.trial;
	r.final = w.state == WAVE_COUNTED;
	r.midnight = !r.final && !w.trial;
	r.list = calloc(groups.count + 1, sizeof(*r.list));
	if (r.list == NULL)
		die("out of memory");
	fill(&r, &groups, responses, count);
	o = fill_refusals(db, w.wave_id, &r);
	fill_fates(&r, fates, fate_count);
	if (o == DONE)
		rates_print(&r, format, out);
out:
	free(r.list);
	free(responses);
	free(fates);
	store_groups_free(&groups);
	store_wave_free(&w);
	return o;
}
