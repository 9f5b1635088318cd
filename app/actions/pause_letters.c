/*
 * pause_letters.c - a flag of an open wave, and a word to post, which looks at
 * it between two letters.
 */
#include "actions/pause_letters.h"

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/read_plan.h"
#include "actions/write_audit.h"
#include "domain/plan.h"
#include "storage/run_plan.h"

/* A pause moves the slots in which it fell. */
static enum outcome
move_slots(struct db *db, const struct config *config,
    const struct wave_row *wave, time_t now)
{
	struct plan plan;
	enum outcome o = read_plan(wave, &plan);

	return o != DONE ? o : store_runs_resume(db, wave->wave_id,
	    plan_slot_end_before(&plan, now,
	    (time_t)config->mail_give_up * 3600, 0, wave->closes_at));
}

enum outcome
pause_letters(struct db *db, const struct config *config, const char *code,
    bool pause, const char *who, time_t now, struct problem *why)
{
	struct wave_row wave = { 0 };
	enum outcome o = find_wave(db, code, &wave, why);

	if (o != DONE)
		return o;
	o = db_begin(db);
	if (o == DONE)
		o = hold_wave(db, &wave, WAVE_OPEN, WAVE_OPEN, why);
	if (o == DONE)
		o = store_wave_pause(db, wave.wave_id, pause);
	if (o == DONE && !pause)
		o = move_slots(db, config, &wave, now);
	if (o == ABSENT)
		o = problem_set(why, PROBLEM_STATE, "De brieven van de meting "
		    "“%s” staan %s stil.", code, pause ? "al" : "niet");
	if (o == DONE)
		o = store_wave_notify(db, wave.wave_id);
	if (o == DONE)
		o = write_audit(db, now, who, pause ? "pause_letters" :
		    "resume_letters", wave.wave_id, "{}");
	o = end_transaction(db, o, "pause_letters", why);
	store_wave_free(&wave);
	return o;
}
