/*
 * move_letters.c - all runs of one kind to another allowed day, spread over
 * its window anew, in one transaction.
 */
#include "actions/move_letters.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/read_plan.h"
#include "actions/write_audit.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/keyfile.h"
#include "storage/run_plan.h"

static const char moved_words[] = "verplaatst door de beheerder";

struct move {
	struct db *db;
	const struct config *config;
	struct wave_row wave;
	const char *kind;
	time_t noon, now;		/* noon: of the new day */
	struct planned_run *runs;	/* those to move come first */
	size_t count, moving;
	time_t was;			/* the first of them left then */
	struct plan_letter letter;	/* as it will be */
	struct problem *why;
};

/* 72 hours before the next letter may leave: they count from the moment at
 * which a run was due, and a slot that has begun is over then. */
static time_t
left_at(const struct planned_run *r)
{
	return r->state != RUN_DUE && r->ends_at - PLAN_APART > r->due_at ?
	    r->ends_at - PLAN_APART : r->due_at;
}

/* The runs of this kind to the front; when those before have left and those
 * after begin. */
static enum outcome
sort_out(struct move *m, struct plan_gap *gap)
{
	int place = plan_kind_place(m->kind);

	for (size_t i = 0; i < m->count; i++) {
		struct planned_run r = m->runs[i];
		int other = plan_kind_place(r.kind);

		if (other < place && left_at(&r) > gap->before)
			gap->before = left_at(&r);
		if (other > place && (gap->after == 0 ||
		    r.due_at < gap->after))
			gap->after = r.due_at;
		if (other != place)
			continue;
		if (r.state != RUN_DUE)
			return problem_set(m->why, PROBLEM_STATE, "De brief "
			    "“%s” is al begonnen en kan niet meer worden "
			    "verplaatst.", plan_kind_words(m->kind));
		if (m->was == 0 || r.due_at < m->was)
			m->was = r.due_at;
		m->runs[i] = m->runs[m->moving];
		m->runs[m->moving++] = r;
	}
	if (m->moving == 0)
		return problem_set(m->why, PROBLEM_NAME, "De meting “%s” "
		    "heeft geen brief “%s”.", m->wave.code,
		    plan_kind_words(m->kind));
	return DONE;
}

static void
spread(struct move *m, const struct plan *plan, const struct plan_gap *gap)
{
	time_t *due = calloc(m->moving + 1, sizeof(*due));
	struct plan_letter *l = &m->letter;

	if (due == NULL)
		die("out of memory");
	plan_spread(l->from, l->until, m->moving, crypto_random_below, due);
	for (size_t i = 0; i < m->moving; i++) {
		m->runs[i].due_at = due[i];
		m->runs[i].ends_at = plan_slot_end_before(plan, due[i],
		    (time_t)m->config->mail_give_up * 3600, gap->after,
		    gap->closes);
	}
	free(due);
	l->kind = m->kind;
	l->wanted = m->runs[0].wanted == 0 ? m->was : m->runs[0].wanted;
	text_copy(l->why, sizeof(l->why), moved_words);
}

static enum outcome
audit(struct move *m, const char *who, const char *date)
{
	struct local_time l = clock_local(m->was);
	json_t *detail = json_pack("{s:s, s:o, s:s}", "kind", m->kind, "from",
	    json_sprintf("%04d-%02d-%02d", l.year, l.month, l.day), "to",
	    date);
	char *json = json_dumps(detail, JSON_COMPACT);
	enum outcome o;

	if (json == NULL)
		die("out of memory");
	o = write_audit(m->db, m->now, who, "move_letters", m->wave.wave_id,
	    json);
	free(json);
	json_decref(detail);
	return o;
}

/* Inside a transaction. */
static enum outcome
move(struct move *m)
{
	struct plan_gap gap = { .now = m->now, .closes = m->wave.closes_at };
	struct plan plan;
	enum outcome o = read_plan(&m->wave, &plan);

	if (o == DONE)
		o = store_runs_planned(m->db, m->wave.wave_id, &m->runs,
		    &m->count);
	if (o == DONE)
		o = sort_out(m, &gap);
	if (o == DONE)
		o = plan_move(&plan, m->noon, &gap, &m->letter.from,
		    &m->letter.until, m->why);
	if (o != DONE)
		return o;
	spread(m, &plan, &gap);
	o = store_runs_move(m->db, m->wave.wave_id, m->runs, m->moving,
	    moved_words);
	if (o == REFUSED)
		problem_set(m->why, PROBLEM_STATE, "De brief “%s” begint net "
		    "en kan niet meer worden verplaatst.",
		    plan_kind_words(m->kind));
	if (o == DONE)
		o = store_runs_cut(m->db, m->wave.wave_id, m->kind,
		    m->letter.from);
	return o;
}

static enum outcome
check_words(const struct move *m, const char *kind, const char *date)
{
	if (plan_kind_place(kind) < 0)
		return problem_set(m->why, PROBLEM_NAME, "“%s” is geen soort "
		    "brief. Kies invitation, reminder_1, reminder_2, "
		    "reminder_3 of last_call.", kind);
	if (m->noon < 0)
		return problem_set(m->why, PROBLEM_FIELD, "“%s” is geen datum "
		    "als 2015-03-24.", date);
	return DONE;
}

enum outcome
move_letters(struct db *db, const struct config *config, const char *code,
    const char *kind, const char *date, const char *who, time_t now,
    struct text *said, struct problem *why)
{
	struct move m = { .db = db, .config = config, .kind = kind,
	    .now = now, .why = why, .noon = clock_from_date(date) };
	enum outcome o = check_words(&m, kind, date);

	if (o == DONE)
		o = find_wave(db, code, &m.wave, why);
	if (o != DONE)
		return o;
	crypto_open();
	o = db_begin(db);
	if (o == DONE)
		o = hold_wave(db, &m.wave, WAVE_OPEN, WAVE_OPEN, why);
	if (o == DONE)
		o = move(&m);
	if (o == DONE)
		o = store_wave_notify(db, m.wave.wave_id);
	if (o == DONE)
		o = audit(&m, who, date);
	o = end_transaction(db, o, "move_letters", why);
	if (o == DONE)
		plan_letter_print(&m.letter, "gepland", said);
	free(m.runs);
	store_wave_free(&m.wave);
	return o;
}
