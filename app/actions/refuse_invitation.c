/*
 * refuse_invitation.c - notes a refusal as a slip, and looks at the slip as
 * its first reader.
 */
#include "actions/refuse_invitation.h"
#include "storage/respondent.h"

enum outcome
refuse_invitation(struct survey *s, const struct respondent *r,
    bool not_eligible, time_t now, struct problem *why)
{
	unsigned char refusal_id[DERIVED_BYTES];
	const struct refusal_row row = { refusal_id, r->wave->wave_id,
	    r->group->code, not_eligible ? "not_eligible" : "refused" };
	enum stored stored = STORED_CLOSED, again;
	enum outcome o;

	crypto_refusal_id(refusal_id, &r->token);
	o = store_refuse(s->db, &row, now, &stored);
	if (o == ABSENT)
		stored = STORED_CLOSED;
	else if (o != DONE)
		return o;
	if (stored == STORED_CLOSED)
		return problem_set(why, PROBLEM_LINK_SPENT, "%s",
		    problem_words(PROBLEM_LINK_SPENT));
	/* The first reader of a new row leaves a mark on it: said once more,
	 * it is read and nothing is written. */
	return stored == STORED ? store_refuse(s->db, &row, now, &again) :
	    DONE;
}
