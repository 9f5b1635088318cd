/*
 * link.h - invitations and the token hashes that find them. Refuses to know
 * who is invited.
 */
#ifndef STORAGE_LINK_H
#define STORAGE_LINK_H

#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"
#include "storage/db.h"

/* Inside a transaction: waits until no other post gives this wave links. */
enum outcome store_link_lock(struct db *db, const char *wave_id);

/* Ids of invitations; the caller frees *out. */
enum outcome store_link_missing(struct db *db, const char *wave_id,
    char (**out)[37], size_t *count);
enum outcome store_link_all(struct db *db, const char *wave_id,
    char (**out)[37], size_t *count);

/* Ids, their token hashes and the hashes of the tokens that unsubscribe, as
 * arrays of db_array. */
enum outcome store_link_fill(struct db *db, const struct text *ids,
    const struct text *hashes, const struct text *unsubscribe_hashes);

/*
 * Inside a transaction of its own: rewrites the invitations, so that a first
 * visit leaves no mark. ABSENT when some older transaction is still looking:
 * roll back and come again. FAILED when the table cannot be had soon.
 */
enum outcome store_link_freeze(struct db *db);

#endif
