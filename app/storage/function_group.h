/*
 * function_group.h - the function groups of a wave, and their freezing.
 */
#ifndef STORAGE_FUNCTION_GROUP_H
#define STORAGE_FUNCTION_GROUP_H

#include <stddef.h>

#include "base/outcome.h"
#include "domain/invitee.h"
#include "domain/wave_file.h"
#include "storage/db.h"

struct group_row {
	struct invitee_group group;	/* code, name, synonyms */
	char *questionnaire;
	char *merged_into;		/* NULL: counts by itself */
	long invited;			/* -1 before start */
	/* counted now, from invitations */
	long people;			/* status invited */
	long doubles;
	long all;
};

struct group_rows {
	struct group_row *list;
	size_t count;
	struct invitee_group *groups;	/* the same groups, for domain */
};
void store_groups_free(struct group_rows *g);

/* In the order of the wave, with the counts of its invitations. */
enum outcome store_groups(struct db *db, const char *wave_id,
    struct group_rows *out);

enum outcome store_group_insert(struct db *db, const char *wave_id,
    int position, const struct wave_file_group *group);

/* What a started wave counts: list[i].invited and .merged_into. */
enum outcome store_groups_freeze(struct db *db, const char *wave_id,
    const struct group_rows *groups);

#endif
