/*
 * invitee.c - writes sealed people and their invitations. Refuses to know
 * what is in a record.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "storage/invitee.h"

static int
by_hash(const void *a, const void *b)
{
	return memcmp(((const struct known_invitee *)a)->hash,
	    ((const struct known_invitee *)b)->hash, INVITEE_HASH_BYTES);
}

enum outcome
store_invitees_known(struct db *db, const char *wave_id,
    struct known_invitee **out, size_t *count)
{
	struct param p[] = { PARAM_TEXT(wave_id) };
	struct known_invitee *list;
	struct rows *r = NULL;
	const unsigned char *hash;
	size_t len;
	enum outcome o;

	o = db_run(db, SQL_INVITEE_KNOWN, p, 1, &r);
	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].invitee_id, sizeof(list[i].invitee_id),
		    rows_text(r, i, 0));
		hash = rows_bytes(r, i, 1, &len);
		REQUIRE(len == INVITEE_HASH_BYTES);
		memcpy(list[i].hash, hash, len);
		text_copy(list[i].function_group,
		    sizeof(list[i].function_group), rows_text(r, i, 2));
	}
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	qsort(list, *count, sizeof(*list), by_hash);
	return DONE;
}

enum outcome
store_invitees_insert(struct db *db, const char *wave_id,
    const struct text *ids, const struct text *hashes,
    const struct text *sealed)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(ids->bytes),
		PARAM_TEXT(hashes->bytes), PARAM_TEXT(sealed->bytes),
	};

	return db_run(db, SQL_INVITEE_INSERT, p, 4, NULL);
}

enum outcome
store_invitations_insert(struct db *db, const char *wave_id,
    const struct text *invitee_ids, const struct text *groups,
    const struct text *statuses)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(invitee_ids->bytes),
		PARAM_TEXT(groups->bytes), PARAM_TEXT(statuses->bytes),
	};

	return db_run(db, SQL_INVITATION_INSERT, p, 4, NULL);
}

enum outcome
store_invitations_move(struct db *db, const char *wave_id,
    const struct text *from, const struct text *into)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(from->bytes),
		PARAM_TEXT(into->bytes),
	};

	return db_run(db, SQL_INVITATION_MOVE, p, 3, NULL);
}
