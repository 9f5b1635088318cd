/*
 * read_signed_list.c - checks a signature. Refuses to know which envelopes
 * there are.
 */
#include "actions/read_signed_list.h"

#include <string.h>

#include "crypto/signature.h"

static enum outcome
refuse_unsigned(struct problem *why)
{
	return problem_set(why, PROBLEM_STATE, "aoj-post heeft de lijst van "
	    "enveloppen niet ondertekend: in een eerdere nacht waren er van "
	    "een groep meer. Er wordt niets geteld. Zoek uit wat er met de "
	    "database is gebeurd.");
}

enum outcome
signing_was_refused(struct db *db, const struct box *box, struct problem *why)
{
	struct box_check check = { .genuine = 0 };
	enum outcome o = store_box_check(db, box->wave_id, &check);

	if (o == DONE && !check.is_signed)
		o = refuse_unsigned(why);
	box_check_free(&check);
	return o == ABSENT ? DONE : o;
}

static enum outcome
check_signature(const struct box *box, const struct box_check *check,
    struct signed_list *out, struct problem *why)
{
	if (box->has_list_key && crypto_sign_is(check->signature,
	    box->list_public_key, SIGN_LIST, check->list.bytes,
	    check->list.len) && signed_list_read(check->list.bytes,
	    check->list.len, out) == DONE) {
		if (strcmp(out->wave_id, box->wave_id) == 0)
			return DONE;
		signed_list_free(out);
	}
	return problem_set(why, PROBLEM_STATE, "De handtekening onder de "
	    "lijst van enveloppen klopt niet. Er is niets geteld. Zoek uit "
	    "wat er met de database is gebeurd.");
}

enum outcome
read_signed_list(struct db *db, const struct box *box,
    struct signed_list *out, struct problem *why)
{
	struct box_check check = { .genuine = 0 };
	enum outcome o = store_box_check(db, box->wave_id, &check);

	if (o == ABSENT)
		o = problem_set(why, PROBLEM_STATE, "De enveloppen zijn nog "
		    "niet nagekeken. aoj-post doet dat een half uur na het "
		    "sluiten.");
	else if (o == DONE && !check.is_signed)
		o = refuse_unsigned(why);
	else if (o == DONE)
		o = check_signature(box, &check, out, why);
	box_check_free(&check);
	return o;
}
