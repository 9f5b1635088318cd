/*
 * invite_later.c - invitations and their amendments, written in random order,
 * as at the start. post finds their letters a place (place_newcomers.c); what
 * is said of it here goes by the same rules.
 *
 * A reminder's run waits until 72 hours have passed since everybody in it got
 * a letter. So that a slow mail server seldom makes others wait, people join
 * only runs that leave room for AOJ_MAIL_GIVE_UP hours by the clock. A letter
 * is retried for as many hours of the window, which is longer: to wait for all
 * of them would cost most who join their first reminder.
 */
#include "actions/invite_later.h"

#include <stdlib.h>
#include <string.h>

#include "actions/read_plan.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "domain/plan.h"
#include "domain/wave.h"
#include "storage/amendment.h"
#include "storage/function_group.h"

struct moments {
	time_t due;		/* the invitation may leave */
	time_t rest;		/* seconds from then to a reminder */
};

static enum outcome
find_moments(const struct later *l, struct moments *out)
{
	const struct wave_row *w = l->wave;
	time_t opens, until, from = w->opens_at > l->now ? w->opens_at : l->now;
	struct plan plan;
	enum outcome o = read_plan(w, &plan);

	if (o != DONE)
		return o;
	out->due = plan_next(&plan, from);
	if (plan.any_time)
		until = out->due;
	else
		plan_day_window(&plan, out->due, &opens, &until);
	if (until >= w->closes_at)
		return problem_set(l->why, PROBLEM_STATE, "De meting sluit "
		    "voordat de uitnodiging kan vertrekken. Er is niets "
		    "veranderd.");
	out->rest = PLAN_APART + (time_t)l->config->mail_give_up * 3600;
	return DONE;
}

static enum outcome
write_people(const struct later *l, struct newcomer *people, size_t count,
    const size_t *order, struct text *ids, struct text *groups)
{
	struct text invitees = { 0 };
	enum outcome o;

	for (size_t i = 0; i < count; i++) {
		struct newcomer *p = &people[order[i]];

		crypto_uuid(p->invitation_id);
		db_array_add(ids, p->invitation_id);
		db_array_add(&invitees, p->invitee_id);
		db_array_add(groups, p->group);
	}
	db_array_end(ids);
	db_array_end(&invitees);
	db_array_end(groups);
	o = store_later_invite(l->db, l->wave->wave_id, ids, &invitees,
	    groups);
	if (o == DONE)
		o = store_amendment_add(l->db, l->wave->wave_id, ids, groups,
		    l->what, l->replaces);
	text_free(&invitees);
	return o;
}

static void
say_reminders(const struct later *l, const struct joined_row *joined,
    size_t count)
{
	if (count == 0)
		text_puts(l->said, "Een herinnering komt er niet: er is geen "
		    "ronde herinneringen voor deze groep meer\ndie daarna op "
		    "tijd vertrekt.\n");
	for (size_t i = 0; i < count; i++)
		text_printf(l->said, "Gaat mee met %s.\n",
		    plan_kind_words(joined[i].kind));
}

/* When the letters of one group leave, or that they cannot any more. */
static enum outcome
say_group(const struct later *l, const char *group, const char *name,
    const struct moments *at)
{
	struct joined_row *joined = NULL;
	char day[64], hour[32];
	size_t count = 0;
	time_t next = 0, leaves;
	long waiting = 0;
	enum outcome o = store_later_waiting(l->db, l->wave->wave_id, group,
	    &waiting, &next);
	bool at_once = l->wave->trial || waiting >= WAVE_GROUP_MIN;

	if (o != DONE)
		return o;
	leaves = at_once ? at->due : next;
	if (leaves == 0) {
		text_printf(l->said, "%s: er kan geen uitnodiging meer "
		    "vertrekken. Er is geen ronde meer gepland, en er "
		    "wachten\ner %ld. Pas als er %d wachten, vertrekken zij "
		    "samen: één brief alleen zou verraden\nwiens antwoorden "
		    "er komen.\n", name, waiting, WAVE_GROUP_MIN);
		return DONE;
	}
	text_date(day, sizeof(day), leaves, true);
	text_clock(hour, sizeof(hour), leaves);
	text_printf(l->said, "%s: %s op %s, vanaf %s.\n", name, waiting == 1 ?
	    "de uitnodiging vertrekt" : "de uitnodigingen vertrekken", day,
	    hour);
	if (!at_once)
		text_printf(l->said, "Dan is de volgende ronde van deze "
		    "groep; eerder als er %d wachten (nu %ld).\n",
		    WAVE_GROUP_MIN, waiting);
	o = store_later_reminders(l->db, l->wave->wave_id, group,
	    leaves + at->rest, &joined, &count);
	if (o == DONE)
		say_reminders(l, joined, count);
	free(joined);
	return o;
}

static enum outcome
say(const struct later *l, const struct newcomer *people, size_t count,
    const struct moments *at)
{
	struct group_rows groups = { 0 };
	enum outcome o = store_groups(l->db, l->wave->wave_id, &groups);

	for (size_t g = 0; o == DONE && g < groups.count; g++)
		for (size_t i = 0; i < count; i++)
			if (strcmp(people[i].group,
			    groups.list[g].group.code) == 0) {
				o = say_group(l, people[i].group,
				    groups.list[g].group.name, at);
				break;
			}
	store_groups_free(&groups);
	return o;
}

enum outcome
invite_later(struct later *l, struct newcomer *people, size_t count)
{
	size_t *order = calloc(count + 1, sizeof(*order));
	struct text ids = { 0 }, groups = { 0 };
	struct moments at;
	enum outcome o;

	if (order == NULL)
		die("out of memory");
	crypto_shuffle(order, count);
	o = find_moments(l, &at);
	if (o == DONE)
		o = write_people(l, people, count, order, &ids, &groups);
	if (o == DONE)
		o = store_wave_notify(l->db, l->wave->wave_id);
	if (o == DONE)
		o = say(l, people, count, &at);
	text_free(&ids);
	text_free(&groups);
	free(order);
	return o;
}
