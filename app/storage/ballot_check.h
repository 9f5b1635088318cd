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

/* What of an envelope is authenticated. Points into the list's rows. */
struct ballot_proof {
	const unsigned char *ballot_id, *mac, *sealed_hash;	/* 32 bytes */
	const char *function_group, *questionnaire;
	int version;
};

struct ballot_proofs {
	struct ballot_proof *list;	/* owned */
	size_t count;
	struct rows *rows;
};

/* Of every envelope, in no order. */
enum outcome store_ballot_check_proofs(struct db *db, const char *wave_id,
    struct ballot_proofs *out);
void ballot_proofs_free(struct ballot_proofs *p);

/* ABSENT while something may still come in by the database's clock. */
enum outcome store_ballot_check_in(struct db *db, const char *wave_id);

/* ids as db_array made it. */
enum outcome store_ballot_check_foreign(struct db *db, const char *wave_id,
    const struct text *ids);

/* list and signature (64 bytes): NULL when nothing was signed. */
enum outcome store_ballot_check_add(struct db *db, const char *wave_id,
    size_t genuine, const unsigned char hash[32], const char *list,
    const unsigned char *signature);

#endif
