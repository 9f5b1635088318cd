/*
 * ballot_check.h - ballot ids, and the list of genuine ones of a closed wave.
 * Refuses to know what is in an envelope.
 */
#ifndef STORAGE_BALLOT_CHECK_H
#define STORAGE_BALLOT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"
#include "storage/db.h"

#define BALLOT_ID_BYTES 32

/* Inside a transaction: from here on no envelope comes in. ABSENT when no
 * check has been made yet, DONE when there is one. */
enum outcome store_ballot_check_begin(struct db *db, const char *wave_id);

/* Of an open wave too: who has answered needs no reminder. In no order; the
 * caller frees *out. */
enum outcome store_ballot_check_ids(struct db *db, const char *wave_id,
    unsigned char (**out)[BALLOT_ID_BYTES], size_t *count);

struct invited_row {
	char invitation_id[37];
	char function_group[64];
};

/* Every invitation, whatever became of it. The caller frees *out. */
enum outcome store_ballot_check_invited(struct db *db, const char *wave_id,
    struct invited_row **out, size_t *count);

/* ids as db_array made it; *marked says how many rows were written on. */
enum outcome store_ballot_check_mark(struct db *db, const char *wave_id,
    const struct text *ids, size_t *marked);

enum outcome store_ballot_check_add(struct db *db, const char *wave_id,
    size_t genuine, const unsigned char hash[32]);

#endif
