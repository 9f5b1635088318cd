/*
 * contacts.h - names and addresses that are not kept any longer.
 */
#ifndef STORAGE_CONTACTS_H
#define STORAGE_CONTACTS_H

#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"

/* Waves whose names and addresses are to be destroyed now. The caller frees
 * *out. */
enum outcome store_contacts_over(struct db *db, time_t now, char (**out)[37],
    size_t *count);
/* Inside a transaction: empties the records. ABSENT when somebody was before
 * us, or it is not time. */
enum outcome store_contacts_destroy(struct db *db, const char *wave_id,
    time_t now);
/* Waves whose records are empty. The caller frees *out. */
enum outcome store_contacts_destroyed(struct db *db, char (**out)[37],
    size_t *count);

#endif
