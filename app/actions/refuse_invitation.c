/*
 * refuse_invitation.c - notes a refusal, and leaves its row as if it had been
 * read already.
 */
#include "actions/refuse_invitation.h"
#include "storage/respondent.h"

enum outcome
refuse_invitation(struct survey *s, const struct respondent *r,
    bool not_eligible, time_t now, struct problem *why)
{
	unsigned char token_hash[DERIVED_BYTES];
	struct found_invitation found;
	struct text ignored = { 0 };
	enum stored stored = STORED_CLOSED;
	enum outcome o;

	crypto_token_hash(token_hash, &r->token);
	o = store_refuse(s->db, token_hash,
	    not_eligible ? "not_eligible" : "refused", now, &stored);
	if (o != DONE)
		return o;
	if (stored == STORED_CLOSED)
		return problem_set(why, PROBLEM_LINK_SPENT, "%s",
		    problem_words(PROBLEM_LINK_SPENT));
	/* The first reader of a changed row leaves a mark on it: read it now,
	 * so that a mark does not tell who came back. */
	if (stored == STORED)
		o = store_find_invitation(s->db, token_hash, "{}", &found,
		    &ignored);
	text_free(&ignored);
	return o;
}
