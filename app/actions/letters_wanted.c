/*
 * letters_wanted.c - hours can lie between two passes over a run: who is still
 * wanted? Who was withdrawn is a row; who has answered, said no or wants no
 * more mail is known here only, in memory, from ids derived from the link key.
 */
#include "actions/letters_wanted.h"

#include <string.h>

#include "actions/load_ballots.h"
#include "actions/load_slips.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"

static bool
is_reminder(const struct letter_run *r)
{
	return strcmp(r->run.kind, "invitation") != 0;
}

/* Whether who has answered gets no letter of this run. */
static bool
spares_the_answered(const struct letter_run *r)
{
	return is_reminder(r) && !r->wave->remind_all;
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

/* What somebody's slips say of a reminder; cast is NULL when those who have
 * answered get it too. */
static bool
needs_none(const struct ballots *cast, const struct slips *slips,
    const struct token *token)
{
	unsigned char ballot[DERIVED_BYTES], refusal[DERIVED_BYTES];
	unsigned char stop[DERIVED_BYTES];
	struct token weaker;
	bool none;

	crypto_ballot_id(ballot, token);
	crypto_refusal_id(refusal, token);
	crypto_unsubscribe(&weaker, token);
	crypto_stop_id(stop, &weaker);
	none = (cast != NULL && ballots_hold(cast, ballot)) ||
	    slips_refused(slips, refusal) || slips_stopped(slips, stop);
	crypto_wipe(&weaker, sizeof(weaker));
	crypto_wipe(ballot, sizeof(ballot));
	crypto_wipe(refusal, sizeof(refusal));
	crypto_wipe(stop, sizeof(stop));
	return none;
}

static void
spare(const struct ballots *cast, const struct slips *slips,
    struct letter_run *r)
{
	struct token token;

	for (size_t i = 0; i < r->count; i++) {
		crypto_token_derive(&token, r->link_key, r->run.wave_id,
		    r->rows[i].invitation_id);
		if (needs_none(cast, slips, &token))
			r->rows[i].wanted = false;
	}
	crypto_wipe(&token, sizeof(token));
}

enum outcome
letters_wanted(struct db *db, struct sending *s, struct letter_run *r,
    time_t now)
{
	const struct stop_keys keys = { r->link_key, r->contact_key };
	bool answered = spares_the_answered(r);
	enum outcome o = DONE;

	if (answered)
		o = load_ballots(db, &s->cast, r->run.wave_id, now);
	if (o == DONE && is_reminder(r))
		o = load_slips(db, &s->slips, r->run.wave_id, &keys, now);
	/* The rows of a first pass were read a moment ago. */
	if (o == DONE && r->looked_at != 0)
		o = look_again(db, r);
	if (o == DONE && is_reminder(r))
		spare(answered ? &s->cast : NULL, &s->slips, r);
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
