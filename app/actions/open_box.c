/*
 * open_box.c - holders give their opening codes.
 */
#include "actions/open_box.h"

#include <stdlib.h>
#include <string.h>

#include "actions/box_opening.h"
#include "actions/read_signed_list.h"
#include "actions/try_code.h"
#include "base/log.h"
#include "crypto/keyfile.h"

static enum outcome
may_be_counted(struct db *db, struct box_opening *o, struct problem *why)
{
	if (o->box.state == WAVE_COUNTED)
		return problem_set(why, PROBLEM_STATE,
		    "De meting %s is al geteld.", o->wave);
	if (o->box.state != WAVE_CLOSED)
		return problem_set(why, PROBLEM_STATE,
		    "De meting %s is nog niet gesloten.", o->wave);
	return o->without_list ? signing_was_refused(db, &o->box, why) :
	    read_signed_list(db, &o->box, &o->list, why);
}

static enum outcome
fill_opening(struct db *db, struct box_opening *o, struct problem *why)
{
	enum outcome outcome = store_box_find(db, o->wave, &o->box);

	if (outcome == ABSENT)
		outcome = problem_set(why, PROBLEM_NAME,
		    "Er is geen meting met de naam %s.", o->wave);
	if (outcome == DONE)
		outcome = may_be_counted(db, o, why);
	if (outcome == DONE)
		outcome = store_box_wave(db, o->box.wave_id, &o->document);
	if (outcome == DONE)
		outcome = store_holder_list(db, o->box.wave_id, &o->holders);
	if (outcome != DONE)
		return outcome;
	o->shares = crypto_secret_new((o->holders.count + 1) * SHARE_BYTES);
	o->given = calloc(o->holders.count + 1, sizeof(*o->given));
	if (o->given == NULL)
		die("out of memory");
	return DONE;
}

enum outcome
open_box(struct db *db, const char *wave, bool without_list,
    struct box_opening **out, struct problem *why)
{
	struct box_opening *o;
	enum outcome outcome;

	crypto_open();
	if ((o = calloc(1, sizeof(*o))) == NULL ||
	    (o->wave = strdup(wave)) == NULL)
		die("out of memory");
	o->without_list = without_list;
	outcome = fill_opening(db, o, why);
	if (outcome == DONE)
		*out = o;
	else
		box_opening_free(o);
	return outcome;
}

bool
box_opening_without_list(const struct box_opening *o)
{
	return o->without_list;
}

void
box_opening_print(const struct box_opening *o, struct text *out)
{
	struct amended_group *names = calloc(o->document->group_count + 1,
	    sizeof(*names));

	if (names == NULL)
		die("out of memory");
	for (size_t i = 0; i < o->document->group_count; i++) {
		names[i].code = o->document->groups[i].code;
		names[i].name = o->document->groups[i].name;
	}
	text_printf(out, "De meting “%s” (%s)%s\n\n", o->document->title,
	    o->wave, o->document->trial ? ": een proef, waarin ook heel "
	    "kleine groepen zichtbaar worden" : "");
	if (o->without_list)
		text_puts(out, "Er wordt geteld zonder de lijst van aoj-post. "
		    "Dan weet niemand of iemand\nenveloppen heeft vervangen "
		    "of weggehaald, en worden functiegroepen en\nopen "
		    "antwoorden niet opgeslagen.\n");
	else
		signed_list_print(&o->list, names, o->document->group_count,
		    out);
	free(names);
}

void
box_opening_free(struct box_opening *o)
{
	if (o == NULL)
		return;
	crypto_secret_free(o->shares);
	signed_list_free(&o->list);
	wave_free(o->document);
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
