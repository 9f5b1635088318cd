/*
 * pause_letters.c - a flag of an open wave, and a word to post, which looks at
 * it between two letters.
 */
#include "actions/pause_letters.h"

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/write_audit.h"

enum outcome
pause_letters(struct db *db, const char *code, bool pause, const char *who,
    time_t now, struct problem *why)
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
