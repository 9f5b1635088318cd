/*
 * find_wave.c - finds and holds the wave that an action is about.
 */
#include "actions/find_wave.h"

#include "base/text.h"

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

enum outcome
names_are_kept(const struct wave_row *wave, struct problem *why)
{
	char day[64];

	if (wave->contacts_destroyed == 0)
		return DONE;
	text_date(day, sizeof(day), wave->contacts_destroyed, true);
	return problem_set(why, PROBLEM_STATE, "Dit kan niet meer: de namen "
	    "en adressen van de meting “%s” zijn vernietigd, op %s. Langer "
	    "worden zij na het sluiten niet bewaard.", wave->code, day);
}
