/*
 * start_wave.c - from ready to open, in one transaction. Groups and their
 * members are frozen from here on.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/start_wave.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/keyfile.h"
#include "domain/merge.h"
#include "domain/plan.h"
#include "storage/function_group.h"
#include "storage/invitee.h"

struct start {
	struct db *db;
	struct wave_row wave;
	struct group_rows groups;
	struct text *said;
	struct problem *why;
	time_t now;
};

static enum outcome
check(struct start *s)
{
	long people = 0;

	for (size_t i = 0; i < s->groups.count; i++)
		people += s->groups.list[i].people;
	if (!s->wave.has_link_key)
		return problem_set(s->why, PROBLEM_SECRET, "aoj-post heeft de "
		    "sleutel voor de links van deze meting nog niet gemaakt. "
		    "Draait aoj-post? Probeer het dan over een paar seconden "
		    "opnieuw.");
	if (s->now >= s->wave.closes_at)
		return problem_set(s->why, PROBLEM_STATE, "De sluitingsdatum "
		    "van deze meting is al voorbij.");
	if (people == 0)
		return problem_set(s->why, PROBLEM_STATE, "Er zijn nog geen "
		    "genodigden (aoj invitees import).");
	return DONE;
}

/* A trial keeps its small groups: every page and letter says PROEF. */
static enum outcome
merge(struct start *s)
{
	struct merge_group *m = calloc(s->groups.count + 1, sizeof(*m));
	size_t lonely;
	enum outcome o = DONE;

	if (m == NULL)
		die("out of memory");
	for (size_t i = 0; i < s->groups.count; i++) {
		m[i].questionnaire = s->groups.list[i].questionnaire;
		m[i].invited = m[i].counted = s->groups.list[i].people;
		m[i].into = MERGE_NONE;
	}
	if (!s->wave.trial)
		o = merge_small(m, s->groups.count, &lonely);
	if (o == REFUSED)
		o = problem_set(s->why, PROBLEM_STATE, "De functiegroep “%s” "
		    "is met %ld genodigden te klein, en er is geen andere met "
		    "dezelfde vragenlijst om bij te tellen. Nodig er minstens "
		    "%d uit.", s->groups.groups[lonely].name,
		    s->groups.list[lonely].people, WAVE_GROUP_MIN);
	for (size_t i = 0; o == DONE && i < s->groups.count; i++) {
		struct group_row *row = &s->groups.list[i];

		row->invited = m[i].counted;
		if (m[i].into == MERGE_NONE)
			continue;
		row->merged_into = strdup(s->groups.groups[m[i].into].code);
		if (row->merged_into == NULL)
			die("out of memory");
		text_printf(s->said, "“%s” heeft %ld genodigden, minder dan "
		    "%d, en telt mee bij “%s”.\n", row->group.name,
		    row->people, WAVE_GROUP_MIN,
		    s->groups.groups[m[i].into].name);
	}
	free(m);
	return o;
}

static enum outcome
freeze(struct start *s)
{
	struct text from = { 0 }, into = { 0 };
	enum outcome o;

	for (size_t i = 0; i < s->groups.count; i++) {
		if (s->groups.list[i].merged_into == NULL)
			continue;
		db_array_add(&from, s->groups.list[i].group.code);
		db_array_add(&into, s->groups.list[i].merged_into);
	}
	db_array_end(&from);
	db_array_end(&into);
	o = store_invitations_move(s->db, s->wave.wave_id, &from, &into);
	if (o == DONE)
		o = store_groups_freeze(s->db, s->wave.wave_id, &s->groups);
	text_free(&from);
	text_free(&into);
	return o;
}

static enum outcome
read_plan(struct start *s, struct plan *out)
{
	json_t *settings = json_loads(s->wave.settings, 0, NULL);
	json_t *plan = json_object_get(settings, "plan");
	char *json = json_dumps(plan, JSON_COMPACT);
	enum outcome o = REFUSED;

	if (json != NULL)
		o = plan_from_settings(out, json, strlen(json));
	free(json);
	json_decref(settings);
	if (o == REFUSED)
		return log_failed("the plan of wave %s cannot be read",
		    s->wave.wave_id);
	return o;
}

static void
say_letters(struct start *s, const struct plan_run *runs, size_t count)
{
	time_t first = runs[0].due_at, last = runs[0].due_at;
	char day[64], from[32], until[32];
	size_t letters = 0;

	for (size_t i = 0; i < count; i++) {
		letters += runs[i].size;
		first = runs[i].due_at < first ? runs[i].due_at : first;
		last = runs[i].due_at > last ? runs[i].due_at : last;
	}
	text_date(day, sizeof(day), first, true);
	text_clock(from, sizeof(from), first);
	text_clock(until, sizeof(until), last);
	text_printf(s->said, "%zu brieven in %zu %s, op %s vanaf %s", letters,
	    count, count == 1 ? "ronde" : "rondes", day, from);
	if (last > first)
		text_printf(s->said, " (de laatste ronde begint om %s)",
		    until);
	text_puts(s->said, ".\n");
}

static enum outcome
write_runs(struct start *s, const struct plan_run *runs, size_t count)
{
	struct run_row *rows = calloc(count + 1, sizeof(*rows));
	int64_t place = 1;
	enum outcome o;

	if (rows == NULL)
		die("out of memory");
	for (size_t i = 0; i < count; i++) {
		if (runs[i].part == 1)
			place = 1;
		crypto_uuid(rows[i].mail_run_id);
		rows[i].function_group =
		    s->groups.groups[runs[i].group].code;
		rows[i].part = runs[i].part;
		rows[i].due_at = runs[i].due_at;
		rows[i].first = place;
		place += (int64_t)runs[i].size;
		rows[i].last = place - 1;
	}
	o = store_runs_insert(s->db, s->wave.wave_id, rows, count);
	free(rows);
	return o;
}

static enum outcome
plan_letters(struct start *s)
{
	size_t *sizes = calloc(s->groups.count + 1, sizeof(*sizes));
	struct plan_run *runs = NULL;
	struct plan plan;
	size_t count = 0;
	time_t earliest = s->wave.opens_at;
	enum outcome o = read_plan(s, &plan);

	if (sizes == NULL)
		die("out of memory");
	if (o != DONE)
		goto out;
	for (size_t i = 0; i < s->groups.count; i++)
		if (s->groups.list[i].merged_into == NULL)
			sizes[i] = (size_t)s->groups.list[i].invited;
	if (earliest < s->now)
		earliest = s->now;
	plan_runs(&plan, sizes, s->groups.count, earliest,
	    crypto_random_below, &runs, &count);
	for (size_t i = 0; i < count; i++)
		if (runs[i].due_at >= s->wave.closes_at)
			o = problem_set(s->why, PROBLEM_STATE, "De brieven "
			    "zouden pas na de sluitingsdatum vertrekken.");
	if (o == DONE)
		o = write_runs(s, runs, count);
	if (o == DONE)
		say_letters(s, runs, count);
out:
	free(runs);
	free(sizes);
	return o;
}

enum outcome
start_wave(struct db *db, const char *code, const char *who, time_t now,
    struct text *said, struct problem *why)
{
	struct start s = { .db = db, .said = said, .why = why, .now = now };
	enum outcome o = find_wave(db, code, &s.wave, why);

	if (o != DONE)
		return o;
	crypto_open();
	o = db_begin(db);
	if (o == DONE)
		o = hold_wave(db, &s.wave, WAVE_READY, WAVE_READY, why);
	if (o == DONE)
		o = store_groups(db, s.wave.wave_id, &s.groups);
	if (o == DONE)
		o = check(&s);
	if (o == DONE)
		o = merge(&s);
	if (o == DONE)
		o = freeze(&s);
	if (o == DONE)
		o = plan_letters(&s);
	if (o == DONE)
		o = store_wave_open(db, s.wave.wave_id);
	if (o == DONE)
		o = store_wave_notify(db, s.wave.wave_id);
	if (o == DONE)
		o = write_audit(db, now, who, "start_wave", s.wave.wave_id,
		    "{}");
	o = end_transaction(db, o, "start_wave", why);
	store_groups_free(&s.groups);
	store_wave_free(&s.wave);
	return o;
}
