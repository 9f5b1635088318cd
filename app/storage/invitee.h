/*
 * invitee.h - sealed people and their invitations, written in orders that say
 * nothing; the office's side.
 */
#ifndef STORAGE_INVITEE_H
#define STORAGE_INVITEE_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"
#include "storage/db.h"

#define INVITEE_HASH_BYTES 32

/* Somebody who is on the list already. */
struct known_invitee {
	unsigned char hash[INVITEE_HASH_BYTES];
	char invitee_id[37];
	char function_group[64];
};
/* All of a wave, sorted by hash. The caller frees *out. */
enum outcome store_invitees_known(struct db *db, const char *wave_id,
    struct known_invitee **out, size_t *count);

/* Arrays as db_array_* makes them, one element a row, in random order.
 * REFUSED when an address is there already. */
enum outcome store_invitees_insert(struct db *db, const char *wave_id,
    const struct text *ids, const struct text *hashes,
    const struct text *sealed);
enum outcome store_invitations_insert(struct db *db, const char *wave_id,
    const struct text *invitee_ids, const struct text *groups,
    const struct text *statuses);

/* People of small groups move to where they are counted. */
enum outcome store_invitations_move(struct db *db, const char *wave_id,
    const struct text *from, const struct text *into);

#endif
