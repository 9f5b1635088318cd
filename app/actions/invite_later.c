/*
 * invite_later.c - invitations, their amendments and their letters. Everything
 * is written in random order, as at the start.
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
#include "storage/amendment.h"

struct moments {
	time_t due;		/* the invitation may leave */
	time_t reminders;	/* from here on */
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
	out->reminders = until + PLAN_APART +
	    (time_t)l->config->mail_give_up * 3600;
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

static enum outcome
write_run(const struct later *l, const char *group, time_t due,
    struct text *ids)
{
	char run[37];
	enum outcome o;

	crypto_uuid(run);
	db_array_end(ids);
	o = store_later_run(l->db, l->wave->wave_id, run, group, due, ids);
	text_clear(ids);
	return o;
}

/* The runs of the group of the first who is in none yet. */
static enum outcome
write_group(const struct later *l, const struct newcomer *people,
    size_t count, const size_t *order, size_t first, time_t due)
{
	const char *group = people[order[first]].group;
	struct text ids = { 0 };
	enum outcome o = DONE;
	size_t n = 0;

	for (size_t i = first; o == DONE && i < count; i++) {
		const struct newcomer *p = &people[order[i]];

		if (strcmp(p->group, group) != 0)
			continue;
		db_array_add(&ids, p->invitation_id);
		if (++n % PLAN_PART_MAX == 0)
			o = write_run(l, group, due, &ids);
	}
	if (o == DONE && n % PLAN_PART_MAX != 0)
		o = write_run(l, group, due, &ids);
	text_free(&ids);
	return o;
}

static enum outcome
write_runs(const struct later *l, const struct newcomer *people, size_t count,
    const size_t *order, time_t due)
{
	enum outcome o = DONE;

	for (size_t i = 0; o == DONE && i < count; i++) {
		size_t before = 0;

		while (strcmp(people[order[before]].group,
		    people[order[i]].group) != 0)
			before++;
		if (before == i)
			o = write_group(l, people, count, order, i, due);
	}
	return o;
}

static void
say(const struct later *l, size_t count, time_t due,
    const struct joined_row *joined, size_t joined_count)
{
	char day[64], hour[32];

	text_date(day, sizeof(day), due, true);
	text_clock(hour, sizeof(hour), due);
	text_printf(l->said, "%s op %s, vanaf %s.\n", count == 1 ?
	    "De uitnodiging vertrekt" : "De uitnodigingen vertrekken", day,
	    hour);
	if (joined_count == 0)
		text_puts(l->said, "Een herinnering komt er niet: er is geen "
		    "ronde herinneringen voor deze groep meer\ndie daarna op "
		    "tijd vertrekt.\n");
	for (size_t i = 0; i < joined_count; i++)
		text_printf(l->said, "Gaat mee met %s: %ld van %zu.\n",
		    plan_kind_words(joined[i].kind), joined[i].letters,
		    count);
}

enum outcome
invite_later(struct later *l, struct newcomer *people, size_t count)
{
	size_t *order = calloc(count + 1, sizeof(*order));
	struct text ids = { 0 }, groups = { 0 };
	struct joined_row *joined = NULL;
	size_t joined_count = 0;
	struct moments at;
	enum outcome o;

	if (order == NULL)
		die("out of memory");
	crypto_shuffle(order, count);
	o = find_moments(l, &at);
	if (o == DONE)
		o = write_people(l, people, count, order, &ids, &groups);
	if (o == DONE)
		o = write_runs(l, people, count, order, at.due);
	if (o == DONE)
		o = store_later_join(l->db, l->wave->wave_id, &ids, &groups,
		    at.reminders, &joined, &joined_count);
	if (o == DONE)
		o = store_wave_notify(l->db, l->wave->wave_id);
	if (o == DONE)
		say(l, count, at.due, joined, joined_count);
	free(joined);
	text_free(&ids);
	text_free(&groups);
	free(order);
	return o;
}
