/*
 * address_list.h - an address list on its way into a wave: what an import and
 * a later addition have in common.
 */
#ifndef ACTIONS_ADDRESS_LIST_H
#define ACTIONS_ADDRESS_LIST_H

#include "actions/import_file.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "domain/invitee.h"
#include "formats/csv.h"
#include "storage/function_group.h"
#include "storage/invitee.h"
#include "storage/wave.h"

struct address_list {
	struct wave_row wave;
	struct group_rows groups;
	struct csv_table csv;
	struct invitee_list *list;	/* the caller's */
	unsigned char *key;		/* the wave's contact key, locked */
	/* one per row of list */
	unsigned char (*hashes)[INVITEE_HASH_BYTES];
	char (*ids)[37];	/* of the invitee that the row stands for */
	struct known_invitee *known;
	size_t known_count;
};
void address_list_free(struct address_list *im);

/* Everything that can be known before writing. */
enum outcome address_list_judge(struct address_list *im, struct db *db,
    const char *csv, size_t len, struct import_file *file,
    struct problem *why);

/* Those who are new; ids are theirs from then on. */
enum outcome address_list_write(struct address_list *im, struct db *db);

#endif
