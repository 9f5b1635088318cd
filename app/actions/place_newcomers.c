/*
 * place_newcomers.c - when the letters of newcomers may leave, for the
 * database, which knows who waits.
 */
#include "actions/place_newcomers.h"

#include "domain/plan.h"
#include "storage/newcomer.h"

enum outcome
place_newcomers(struct db *db, const struct config *config,
    const struct wave_work *wave, time_t now, bool *placed)
{
	time_t give_up = (time_t)config->mail_give_up * 3600;
	time_t due = wave->has_plan ? plan_next(&wave->plan, now) : now;
	time_t ends = wave->has_plan ? plan_slot_end(&wave->plan, due,
	    give_up) : due;
	long changed = 0;
	enum outcome o = store_newcomers_place(db, wave->wave_id, due, ends,
	    due + PLAN_APART + give_up, &changed);

	*placed = changed > 0;
	return o;
}
