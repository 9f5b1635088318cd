/*
 * find_wave.c - finds and holds the wave that an action is about.
 */
#include "actions/find_wave.h"

const char *
state_words(enum wave_state state)
{
	static const char *words[] = {
		[WAVE_DRAFT] = "in voorbereiding",
		[WAVE_READY] = "klaar voor de start",
		[WAVE_OPEN] = "open",
		[WAVE_CLOSED] = "gesloten",
		[WAVE_COUNTED] = "geteld",
	};

	return words[state];
}

enum outcome
find_wave(struct db *db, const char *code, struct wave_row *out,
    struct problem *why)
{
	enum outcome o = store_wave_find(db, code, out);

	if (o == ABSENT)
		return problem_set(why, PROBLEM_NAME, "Er is geen meting met "
		    "de naam “%s”.", code);
	return o;
}

enum outcome
hold_wave(struct db *db, const struct wave_row *wave, enum wave_state from,
    enum wave_state until, struct problem *why)
{
	enum wave_state state;
	enum outcome o = store_wave_lock(db, wave->wave_id, &state);

	if (o != DONE)
		return o;
	if (state < from || state > until)
		return problem_set(why, PROBLEM_STATE, "Dit kan niet: de "
		    "meting “%s” is %s.", wave->code, state_words(state));
	return DONE;
}
