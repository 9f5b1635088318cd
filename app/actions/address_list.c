/*
 * address_list.c - reads, judges and seals an address list. Rows are written
 * in random order: their place in a table is not their place in the list.
 */
#include "actions/address_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"

#define BATCH 1000	/* rows per statement */

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
read_list(struct address_list *im, const char *csv, size_t len,
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

static size_t
group_named(const struct address_list *im, const char *code)
{
	for (size_t i = 0; i < im->groups.count; i++)
		if (strcmp(im->groups.groups[i].code, code) == 0)
			return i;
	die("there is no function group %s", code);
}

/* Once a wave has started, who is of a group that was merged is counted where
 * that one is. */
static void
follow_merged(struct address_list *im)
{
	for (size_t i = 0; i < im->list->count; i++) {
		struct invitee_row *row = &im->list->rows[i];
		const char *into = row->good ?
		    im->groups.list[row->group].merged_into : NULL;

		if (into != NULL)
			row->group = group_named(im, into);
	}
}

static void
meet_known(struct address_list *im)
{
	struct known_invitee *known;

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
		invitee_list_meet(im->list, i, group_named(im,
		    known->function_group), im->groups.groups);
		memcpy(im->ids[i], known->invitee_id, sizeof(im->ids[i]));
	}
}

enum outcome
address_list_judge(struct address_list *im, struct db *db, const char *csv,
    size_t len, struct import_file *file, struct problem *why)
{
	enum outcome o = store_groups(db, im->wave.wave_id, &im->groups);

	if (o == DONE)
		o = store_invitees_known(db, im->wave.wave_id, &im->known,
		    &im->known_count);
	if (o == DONE)
		o = read_list(im, csv, len, file, why);
	if (o != DONE)
		return o;
	follow_merged(im);
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

enum outcome
address_list_write(struct address_list *im, struct db *db)
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

void
address_list_free(struct address_list *im)
{
	crypto_secret_free(im->key);
	csv_table_free(&im->csv);
	store_groups_free(&im->groups);
	store_wave_free(&im->wave);
	free(im->hashes);
	free(im->ids);
	free(im->known);
}
