/*
 * respondent.h - what the survey may ask of the database: eight functions.
 * No value of an invitation and of a slip ever stands in one call.
 */
#ifndef STORAGE_RESPONDENT_H
#define STORAGE_RESPONDENT_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"
#include "storage/db.h"

#define RESPONDENT_ID_BYTES 32

struct found_invitation {
	char wave_id[37];
	int64_t revision;
	char function_group[64];
	char status[16];		/* invited, withdrawn, duplicate, … */
};

/* How a write ended. */
enum stored { STORED, STORED_CHANGED, STORED_ALREADY, STORED_CLOSED };

/* known: revisions whose document the caller has, as an array literal.
 * document is added to when it came along. ABSENT when there is no such
 * link in an open or closed wave. */
enum outcome store_find_invitation(struct db *db,
    const unsigned char token_hash[RESPONDENT_ID_BYTES], const char *known,
    struct found_invitation *out, struct text *document);

/* sealed stays empty when there is no draft. */
enum outcome store_load_draft(struct db *db,
    const unsigned char draft_id[RESPONDENT_ID_BYTES],
    const unsigned char ballot_id[RESPONDENT_ID_BYTES], struct text *sealed,
    bool *spent);

/* What is written, and where. expected: first bytes of the draft it replaces
 * (24), or NULL for none. */
struct draft_row {
	const unsigned char *draft_id, *ballot_id;
	const char *wave_id, *function_group;
	const struct text *sealed;
	const unsigned char *expected;
	size_t expected_len;
};
/* STORED, STORED_CHANGED (load again), STORED_ALREADY (cast), STORED_CLOSED. */
enum outcome store_save_draft(struct db *db, const struct draft_row *row,
    time_t now, enum stored *out);

struct envelope_row {
	const unsigned char *ballot_id, *draft_id;
	const char *wave_id, *questionnaire, *function_group, *day;
	int version;
	const unsigned char *sealed;
	size_t sealed_len;
	const unsigned char *mac;	/* 32 bytes */
};
/* STORED, STORED_ALREADY, STORED_CLOSED. */
enum outcome store_cast_envelope(struct db *db, const struct envelope_row *row,
    time_t now, enum stored *out);

/* kind: "refused" or "not_eligible". STORED, STORED_ALREADY, STORED_CLOSED;
 * ABSENT when there is no such wave. */
struct refusal_row {
	const unsigned char *refusal_id;
	const char *wave_id, *function_group, *kind;
};
enum outcome store_refuse(struct db *db, const struct refusal_row *row,
    time_t now, enum stored *out);

/* By the hash of the weaker token. *wave_id: "" when there is no open wave;
 * then the next asks of a wave that is none, and takes as long. */
enum outcome store_find_unsubscribe(struct db *db,
    const unsigned char hash[RESPONDENT_ID_BYTES], char wave_id[37]);
/* what: "asked" or "chosen" (on our page) is no more mail, "undone" is mail
 * again. As store_refuse. */
enum outcome store_request_stop(struct db *db,
    const unsigned char stop_id[RESPONDENT_ID_BYTES], const char *wave_id,
    const char *what, time_t now, enum stored *out);
enum outcome store_stop_stands(struct db *db,
    const unsigned char stop_id[RESPONDENT_ID_BYTES], bool *out);

#endif
