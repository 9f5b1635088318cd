/*
 * import_invitees.c - an address list into a wave that has not started.
 */
#include "actions/import_invitees.h"

#include <stdio.h>
#include <stdlib.h>

#include "actions/address_list.h"
#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/read_link_key.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"

#define BATCH 1000	/* rows per statement */

/* In an order of its own: the n-th invitation is not the n-th person. */
static enum outcome
write_invitations(struct address_list *im, struct db *db)
{
	struct text ids = { 0 }, groups = { 0 }, statuses = { 0 };
	size_t *order = calloc(im->list->count + 1, sizeof(*order));
	enum outcome o = DONE;

	if (order == NULL)
		die("out of memory");
	crypto_shuffle(order, im->list->count);
	for (size_t i = 0; o == DONE && i < im->list->count; i++) {
		size_t at = order[i];
		const struct invitee_row *row = &im->list->rows[at];
		bool merged = row->fate == INVITEE_DOUBLE;

		if (merged && row->same != INVITEE_KNOWN)
			at = row->same;
		db_array_add(&ids, im->ids[at]);
		db_array_add(&groups, im->groups.groups[row->group].code);
		db_array_add(&statuses, merged ? "duplicate" : "invited");
		if ((i + 1) % BATCH != 0 && i + 1 < im->list->count)
			continue;
		db_array_end(&ids);
		db_array_end(&groups);
		db_array_end(&statuses);
		o = store_invitations_insert(db, im->wave.wave_id, &ids,
		    &groups, &statuses);
		text_clear(&ids);
		text_clear(&groups);
		text_clear(&statuses);
	}
	text_free(&ids);
	text_free(&groups);
	text_free(&statuses);
	free(order);
	return o;
}

static enum outcome
write_all(struct address_list *im, struct db *db, const char *who, time_t now)
{
	char detail[128];
	enum outcome o = address_list_write(im, db);

	if (o == DONE)
		o = write_invitations(im, db);
	snprintf(detail, sizeof(detail), "{\"invited\":%zu,\"merged\":%zu}",
	    im->list->fresh, im->list->doubles);
	if (o == DONE)
		o = write_audit(db, now, who, "import_invitees",
		    im->wave.wave_id, detail);
	return o;
}

enum outcome
import_invitees(struct db *db, const struct config *config, const char *wave,
    const char *csv, size_t len, bool dry_run, const char *who, time_t now,
    struct import_file *file, struct invitee_list *list, struct problem *why)
{
	struct address_list im = { .list = list };
	bool begun = false;
	enum outcome o;

	*list = (struct invitee_list){ 0 };
	crypto_open();
	im.key = crypto_secret_new(CONTACT_KEY_BYTES);
	o = find_wave(db, wave, &im.wave, why);
	if (o == DONE)
		o = names_are_kept(&im.wave, why);
	if (o == DONE)
		o = read_contact_key(im.key, config, im.wave.wave_id,
		    why);
	if (o == DONE && dry_run && im.wave.state > WAVE_READY)
		o = problem_set(why, PROBLEM_STATE, "Dit kan niet: de meting "
		    "“%s” is %s.", wave, state_words(im.wave.state));
	if (o == DONE && !dry_run) {
		o = db_begin(db);
		begun = o == DONE;
	}
	/* Nobody else adds to the list between judging and writing. */
	if (begun)
		o = hold_wave(db, &im.wave, WAVE_DRAFT, WAVE_READY, why);
	if (o == DONE)
		o = address_list_judge(&im, db, csv, len, file, why);
	if (o == DONE && begun)
		o = write_all(&im, db, who, now);
	if (begun)
		o = end_transaction(db, o, "import_invitees", why);
	address_list_free(&im);
	return o;
}
