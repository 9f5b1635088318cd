/*
 * ready_wave.c - checks that what was sealed can be opened one day, and says
 * so to post.
 */
#include <stdbool.h>

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/ready_wave.h"
#include "actions/write_audit.h"

static enum outcome
check_holders(struct db *db, const struct wave_row *wave, struct problem *why)
{
	struct holder_row *holders = NULL;
	struct text without = { 0 }, silent = { 0 };
	size_t count = 0;
	enum outcome o = store_wave_holders(db, wave->wave_id, &holders,
	    &count);

	for (size_t i = 0; o == DONE && i < count; i++) {
		struct text *t = !holders[i].has_code ? &without : &silent;

		if (!holders[i].confirmed)
			text_printf(t, "%s%s", t->len > 0 ? ", " : "",
			    holders[i].name);
	}
	if (o == DONE && without.len > 0)
		o = problem_set(why, PROBLEM_STATE, "Nog geen openingscode "
		    "voor: %s (aoj holder code).", without.bytes);
	else if (o == DONE && silent.len > 0)
		o = problem_set(why, PROBLEM_STATE, "De openingscode is nog "
		    "niet teruggetypt door: %s (aoj holder confirm).",
		    silent.bytes);
	else if (o == DONE && !wave->has_link_key)
		o = problem_set(why, PROBLEM_SECRET, "aoj-post heeft de "
		    "sleutels van deze meting nog niet gemaakt. Draait "
		    "aoj-post?");
	else if (o == DONE && !wave->has_box)
		o = problem_set(why, PROBLEM_STATE, "De stembus is nog niet "
		    "gemaakt.");
	store_wave_holders_free(holders, count);
	text_free(&without);
	text_free(&silent);
	return o;
}

enum outcome
ready_wave(struct db *db, const char *code, const char *who, time_t now,
    struct problem *why)
{
	struct wave_row wave = { 0 };
	enum outcome o = find_wave(db, code, &wave, why);

	if (o != DONE)
		return o;
	o = db_begin(db);
	if (o == DONE)
		o = hold_wave(db, &wave, WAVE_DRAFT, WAVE_DRAFT, why);
	store_wave_free(&wave);
	/* Again, now that nobody else changes it. */
	if (o == DONE)
		o = find_wave(db, code, &wave, why);
	if (o == DONE)
		o = check_holders(db, &wave, why);
	if (o == DONE)
		o = store_wave_ready(db, wave.wave_id);
	if (o == DONE)
		o = store_wave_notify(db, wave.wave_id);
	if (o == DONE)
		o = write_audit(db, now, who, "ready_wave", wave.wave_id,
		    "{}");
	o = end_transaction(db, o, "ready_wave", why);
	store_wave_free(&wave);
	return o;
}
