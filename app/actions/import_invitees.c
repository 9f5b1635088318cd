/*
 * import_invitees.c - reads, judges, seals and stores an address list. Rows
 * are written in random order: their place in a table is not their place in
 * the list.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/import_invitees.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "formats/csv.h"
#include "storage/function_group.h"
#include "storage/invitee.h"

#define BATCH 1000	/* rows per statement */

struct import {
	struct wave_row wave;
	struct group_rows groups;
	struct csv_table csv;
	struct invitee_list *list;
	unsigned char *key;	/* the wave's contact key, locked */
	/* one per row of list */
	unsigned char (*hashes)[INVITEE_HASH_BYTES];
	char (*ids)[37];	/* of the invitee that the row stands for */
	struct known_invitee *known;
	size_t known_count;
};

static int
by_hash(const void *hash, const void *known)
{
	return memcmp(hash, ((const struct known_invitee *)known)->hash,
	    INVITEE_HASH_BYTES);
}

static void *
new_array(size_t count, size_t size)
{
	void *p = calloc(count + 1, size);

	if (p == NULL)
		die("out of memory");
	return p;
}

static enum outcome
read_key(struct import *im, const struct config *config, struct problem *why)
{
	char name[64];
	enum outcome o;

	snprintf(name, sizeof(name), "contact/%s.key", im->wave.wave_id);
	o = crypto_key_read(im->key, CONTACT_KEY_BYTES, config->secrets, name);
	if (o == ABSENT)
		return problem_set(why, PROBLEM_SECRET, "De sleutel van de "
		    "adreslijst (%s in de map met geheimen) is er niet.",
		    name);
	return o;
}

static enum outcome
read_list(struct import *im, const char *csv, size_t len,
    struct import_file *file, struct problem *why)
{
	struct invitee_cells *cells;
	enum outcome o = csv_table_read(&im->csv, csv, len, why);

	if (o != DONE)
		return o;
	file->delimiter = im->csv.delimiter;
	file->encoding = im->csv.encoding;
	cells = new_array(im->csv.count, sizeof(*cells));
	for (size_t i = 0; i < im->csv.count; i++)
		cells[i] = (struct invitee_cells){ im->csv.rows[i].line,
		    im->csv.rows[i].cells, im->csv.rows[i].count };
	o = invitee_list_read(im->list, cells, im->csv.count,
	    im->groups.groups, im->groups.count);
	free(cells);
	if (o == REFUSED)
		problem_set(why, PROBLEM_FIELD, "De eerste rij klopt niet. Er "
		    "is niets geïmporteerd.");
	return o;
}

static void
meet_known(struct import *im)
{
	struct known_invitee *known;
	size_t group;

	im->hashes = new_array(im->list->count, sizeof(*im->hashes));
	im->ids = new_array(im->list->count, sizeof(*im->ids));
	for (size_t i = 0; i < im->list->count; i++) {
		const struct invitee_row *row = &im->list->rows[i];

		if (!row->good)
			continue;
		crypto_contact_duplicate(im->hashes[i], im->key,
		    im->wave.wave_id, row->key);
		known = im->known_count == 0 ? NULL : bsearch(im->hashes[i],
		    im->known, im->known_count, sizeof(*known), by_hash);
		if (known == NULL)
			continue;
		for (group = 0; group < im->groups.count; group++)
			if (strcmp(im->groups.groups[group].code,
			    known->function_group) == 0)
				break;
		REQUIRE(group < im->groups.count);
		invitee_list_meet(im->list, i, group, im->groups.groups);
		memcpy(im->ids[i], known->invitee_id, sizeof(im->ids[i]));
	}
}

/* Everything that can be known before writing. */
static enum outcome
judge(struct import *im, struct db *db, const char *csv, size_t len,
    struct import_file *file, struct problem *why)
{
	enum outcome o = store_groups(db, im->wave.wave_id, &im->groups);

	if (o == DONE)
		o = store_invitees_known(db, im->wave.wave_id, &im->known,
		    &im->known_count);
	if (o == DONE)
		o = read_list(im, csv, len, file, why);
	if (o != DONE)
		return o;
	meet_known(im);
	o = invitee_list_judge(im->list, im->groups.groups);
	if (o == REFUSED)
		return problem_set(why, PROBLEM_FIELD, "%zu van de %zu rijen "
		    "%s niet. Er is niets geïmporteerd.", im->list->refused,
		    im->list->count, im->list->refused == 1 ? "klopt" :
		    "kloppen");
	if (o == DONE && im->list->count == 0)
		return problem_set(why, PROBLEM_FIELD, "Onder de eerste rij "
		    "staat niemand.");
	return o;
}

static enum outcome
write_people(struct import *im, struct db *db)
{
	struct text ids = { 0 }, hashes = { 0 }, sealed = { 0 };
	struct text plain = { 0 }, record = { 0 };
	size_t *order = new_array(im->list->count, sizeof(*order));
	size_t n = 0;
	enum outcome o = DONE;

	crypto_shuffle(order, im->list->count);
	for (size_t i = 0; o == DONE && i < im->list->count; i++) {
		size_t at = order[i];
		const struct invitee_row *row = &im->list->rows[at];

		if (row->fate == INVITEE_NEW) {
			crypto_uuid(im->ids[at]);
			text_clear(&plain);
			text_clear(&record);
			invitee_to_record(&row->invitee, &plain);
			crypto_contact_seal(&record, im->key, "invitee",
			    im->wave.wave_id, im->ids[at], plain.bytes,
			    plain.len);
			db_array_add(&ids, im->ids[at]);
			db_array_add_bytes(&hashes, im->hashes[at],
			    INVITEE_HASH_BYTES);
			db_array_add_bytes(&sealed, (const unsigned char *)
			    record.bytes, record.len);
			n++;
		}
		if (n == 0 || (n < BATCH && i + 1 < im->list->count))
			continue;
		db_array_end(&ids);
		db_array_end(&hashes);
		db_array_end(&sealed);
		o = store_invitees_insert(db, im->wave.wave_id, &ids, &hashes,
		    &sealed);
		text_clear(&ids);
		text_clear(&hashes);
		text_clear(&sealed);
		n = 0;
	}
	text_free(&ids);
	text_free(&hashes);
	text_free(&sealed);
	text_free(&plain);
	text_free(&record);
	free(order);
	return o;
}

/* In an order of its own: the n-th invitation is not the n-th person. */
static enum outcome
write_invitations(struct import *im, struct db *db)
{
	struct text ids = { 0 }, groups = { 0 }, statuses = { 0 };
	size_t *order = new_array(im->list->count, sizeof(*order));
	enum outcome o = DONE;

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
write_all(struct import *im, struct db *db, const char *who, time_t now)
{
	char detail[128];
	enum outcome o = write_people(im, db);

	if (o == DONE)
		o = write_invitations(im, db);
	snprintf(detail, sizeof(detail), "{\"invited\":%zu,\"merged\":%zu}",
	    im->list->fresh, im->list->doubles);
	if (o == DONE)
		o = write_audit(db, now, who, "import_invitees",
		    im->wave.wave_id, detail);
	return o;
}

static void
forget(struct import *im)
{
	crypto_secret_free(im->key);
	csv_table_free(&im->csv);
	store_groups_free(&im->groups);
	store_wave_free(&im->wave);
	free(im->hashes);
	free(im->ids);
	free(im->known);
}

enum outcome
import_invitees(struct db *db, const struct config *config, const char *wave,
    const char *csv, size_t len, bool dry_run, const char *who, time_t now,
    struct import_file *file, struct invitee_list *list, struct problem *why)
{
	struct import im = { .list = list };
	bool begun = false;
	enum outcome o;

	*list = (struct invitee_list){ 0 };
	crypto_open();
	im.key = crypto_secret_new(CONTACT_KEY_BYTES);
	o = find_wave(db, wave, &im.wave, why);
	if (o == DONE)
		o = read_key(&im, config, why);
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
		o = judge(&im, db, csv, len, file, why);
	if (o == DONE && begun)
		o = write_all(&im, db, who, now);
	if (begun)
		o = end_transaction(db, o, "import_invitees", why);
	forget(&im);
	return o;
}
