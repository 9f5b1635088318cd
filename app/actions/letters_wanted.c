/*
 * letters_wanted.c - hours can lie between two passes over a run: who is still
 * wanted? Who has refused is a row; who has answered is known here only, in
 * memory, from ballot ids derived from the link key.
 */
#include "actions/letters_wanted.h"

#include <string.h>

#include "actions/load_ballots.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"

/* Whether who has answered gets no letter of this run. */
static bool
spares_the_answered(const struct letter_run *r)
{
	return strcmp(r->run.kind, "invitation") != 0 && !r->wave->remind_all;
}

static enum outcome
look_again(struct db *db, struct letter_run *r)
{
	struct letter_row *rows = NULL;
	size_t count = 0;
	enum outcome o = store_letters(db, r->run.mail_run_id, &rows, &count);

	for (size_t i = 0; o == DONE && i < r->count; i++)
		for (size_t k = 0; k < count; k++)
			if (strcmp(r->rows[i].invitation_id,
			    rows[k].invitation_id) == 0)
				r->rows[i].wanted = rows[k].wanted;
	store_letters_free(rows, count);
	return o;
}

static void
spare_the_answered(const struct ballots *cast, struct letter_run *r)
{
	unsigned char id[DERIVED_BYTES];
	struct token token;

	for (size_t i = 0; i < r->count; i++) {
		crypto_token_derive(&token, r->link_key, r->run.wave_id,
		    r->rows[i].invitation_id);
		crypto_ballot_id(id, &token);
		if (ballots_hold(cast, id))
			r->rows[i].wanted = false;
	}
	crypto_wipe(&token, sizeof(token));
	crypto_wipe(id, sizeof(id));
}

enum outcome
letters_wanted(struct db *db, struct sending *s, struct letter_run *r,
    time_t now)
{
	bool spares = spares_the_answered(r);
	enum outcome o = DONE;

	if (spares)
		o = load_ballots(db, &s->cast, r->run.wave_id, now);
	/* The rows of a first pass were read a moment ago. */
	if (o == DONE && r->looked_at != 0)
		o = look_again(db, r);
	if (o == DONE && spares)
		spare_the_answered(&s->cast, r);
	r->looked_at = now;
	return o;
}

enum outcome
letters_still_wanted(struct db *db, struct sending *s, struct letter_run *r,
    time_t now)
{
	if (ballots_fresh(r->looked_at, now))
		return DONE;
	return letters_wanted(db, s, r, now);
}
