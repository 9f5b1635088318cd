/*
 * open_box.c - holders give their opening codes.
 */
#include "actions/open_box.h"

#include <stdlib.h>
#include <string.h>

#include "actions/box_opening.h"
#include "actions/try_code.h"
#include "base/log.h"
#include "crypto/keyfile.h"

static enum outcome
may_be_counted(struct db *db, const char *wave, const struct box *box,
    struct problem *why)
{
	struct box_check check;
	enum outcome outcome;

	if (box->state == WAVE_COUNTED)
		return problem_set(why, PROBLEM_STATE,
		    "De meting %s is al geteld.", wave);
	if (box->state != WAVE_CLOSED)
		return problem_set(why, PROBLEM_STATE,
		    "De meting %s is nog niet gesloten.", wave);
	outcome = store_box_check(db, box->wave_id, &check);
	if (outcome == ABSENT)
		return problem_set(why, PROBLEM_STATE, "De enveloppen van de "
		    "meting %s zijn nog niet nagekeken. aoj-post doet dat "
		    "een half uur na het sluiten.", wave);
	return outcome;
}

enum outcome
open_box(struct db *db, const char *wave, struct box_opening **out,
    struct problem *why)
{
	struct box_opening *o;
	enum outcome outcome;

	crypto_open();
	if ((o = calloc(1, sizeof(*o))) == NULL)
		die("out of memory");
	outcome = store_box_find(db, wave, &o->box);
	if (outcome == ABSENT)
		outcome = problem_set(why, PROBLEM_NAME,
		    "Er is geen meting met de naam %s.", wave);
	if (outcome == DONE)
		outcome = may_be_counted(db, wave, &o->box, why);
	if (outcome == DONE)
		outcome = store_holder_list(db, o->box.wave_id, &o->holders);
	if (outcome != DONE) {
		box_opening_free(o);
		return outcome;
	}
	o->wave = strdup(wave);
	o->shares = crypto_secret_new((o->holders.count + 1) * SHARE_BYTES);
	o->given = calloc(o->holders.count + 1, sizeof(*o->given));
	if (o->wave == NULL || o->given == NULL)
		die("out of memory");
	*out = o;
	return DONE;
}

void
box_opening_free(struct box_opening *o)
{
	if (o == NULL)
		return;
	crypto_secret_free(o->shares);
	holders_free(&o->holders);
	free(o->given);
	free(o->wave);
	free(o);
}

/* Every code is tried against every holder: who gives it need not say who
 * they are, and a code is named wrong at once. */
enum outcome
box_opening_add(struct box_opening *o, const char *typed, size_t len,
    struct problem *why)
{
	enum outcome outcome = ABSENT;
	size_t i, j;

	for (i = 0; i < o->holders.count && outcome == ABSENT; i++) {
		unsigned char *share = o->shares[o->given_count];

		outcome = try_code(o->box.wave_id, &o->holders.list[i], typed,
		    len, share, why);
		if (outcome != DONE)
			continue;
		for (j = 0; j < o->given_count; j++)
			if (o->given[j] == i)
				return problem_set(why, PROBLEM_CODE,
				    "De code van %s is al gegeven: er is die "
				    "van een andere sleutelhouder nodig.",
				    o->holders.list[i].name);
		o->given[o->given_count++] = i;
	}
	if (outcome == ABSENT)
		return problem_set(why, PROBLEM_CODE,
		    "Deze openingscode is van geen van de sleutelhouders van "
		    "deze meting.");
	return outcome;
}

size_t
box_opening_missing(const struct box_opening *o)
{
	return o->given_count >= o->box.needed ? 0 :
	    o->box.needed - o->given_count;
}

const char *
box_opening_last(const struct box_opening *o)
{
	if (o->given_count == 0)
		return NULL;
	return o->holders.list[o->given[o->given_count - 1]].name;
}
