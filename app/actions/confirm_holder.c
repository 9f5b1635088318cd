/*
 * confirm_holder.c - a holder types the code back.
 */
#include "actions/confirm_holder.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/try_code.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/keyfile.h"
#include "storage/box.h"
#include "storage/holder.h"

static enum outcome
write_row(struct db *db, time_t now, const char *who, const struct box *box,
    const char *holder)
{
	json_t *detail = json_pack("{s:s}", "holder", holder);
	char *text = detail == NULL ? NULL : json_dumps(detail, JSON_COMPACT);
	enum outcome outcome;

	json_decref(detail);
	if (text == NULL)
		return log_failed("a holder's name does not fit JSON");
	outcome = write_audit(db, now, who, "confirm_holder", box->wave_id,
	    text);
	free(text);
	return outcome;
}

static enum outcome
find(struct db *db, const char *wave, struct box *box, struct problem *why)
{
	enum outcome outcome = store_box_find(db, wave, box);

	if (outcome == ABSENT)
		return problem_set(why, PROBLEM_NAME,
		    "Er is geen meting met de naam %s.", wave);
	if (outcome == DONE && box->state != WAVE_DRAFT)
		return problem_set(why, PROBLEM_STATE,
		    "De meting %s is al klaargezet: alle codes zijn "
		    "bevestigd.", wave);
	return outcome;
}

/* Inside the transaction. */
static enum outcome
confirm(struct db *db, const char *who, time_t now, const char *wave,
    const char *name, const char *typed, size_t len, struct problem *why)
{
	struct holders holders = { NULL, 0 };
	unsigned char *share = NULL;
	enum outcome outcome;
	struct box box;
	size_t i;

	outcome = find(db, wave, &box, why);
	if (outcome == DONE)
		outcome = store_holder_list(db, box.wave_id, &holders);
	if (outcome != DONE)
		return outcome;
	i = holders_find(&holders, name);
	if (i == holders.count) {
		outcome = problem_set(why, PROBLEM_NAME,
		    "De meting %s heeft geen sleutelhouder met de naam %s.",
		    wave, name);
		goto out;
	}
	if (!box.made) {
		outcome = problem_set(why, PROBLEM_STATE,
		    "Nog niet alle sleutelhouders hebben een code. Bevestigen "
		    "kan als iedereen er een heeft.");
		goto out;
	}
	share = crypto_secret_new(TRIED_SHARE_BYTES);
	outcome = try_code(box.wave_id, &holders.list[i], typed, len, share,
	    why);
	if (outcome == ABSENT)
		outcome = problem_set(why, PROBLEM_CODE,
		    "Dit is niet de laatste openingscode van %s.", name);
	if (outcome != DONE || holders.list[i].confirmed)
		goto out;
	outcome = store_holder_confirm(db, box.wave_id, name);
	if (outcome == DONE)
		outcome = write_row(db, now, who, &box, name);
out:
	crypto_secret_free(share);
	holders_free(&holders);
	return outcome;
}

enum outcome
confirm_holder(struct db *db, const char *who, time_t now, const char *wave,
    const char *holder, const char *typed, size_t len, struct problem *why)
{
	enum outcome outcome;

	crypto_open();
	why->code = PROBLEM_NONE;
	outcome = db_begin(db);
	if (outcome != DONE)
		return outcome;
	outcome = confirm(db, who, now, wave, holder, typed, len, why);
	return end_transaction(db, outcome, "confirming a code", why);
}
