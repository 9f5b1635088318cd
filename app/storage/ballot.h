/*
 * ballot.h - envelopes and drafts of a closed wave, as the counting process
 * sees them. The survey's side is storage/envelope.h and storage/draft.h.
 */
#ifndef STORAGE_BALLOT_H
#define STORAGE_BALLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "storage/db.h"

#define BALLOT_ID_BYTES 32

/* One envelope as its row says. Everything belongs to the list. */
struct ballot {
	unsigned char ballot_id[BALLOT_ID_BYTES];
	const char *questionnaire;
	int version;
	const char *function_group;	/* of the invitation */
	bool is_foreign;		/* marked by post */
	const unsigned char *sealed;
	size_t sealed_len;
};

struct ballots {
	struct ballot *list;
	size_t count;
	struct rows *rows;	/* owns what the list points at */
};

/* How many drafts were left in a function group. */
struct drafts_left {
	char function_group[64];
	size_t count;
};

/* Reads all envelopes of the wave, in one statement. */
enum outcome store_ballot_list(struct db *db, const char *wave_id,
    struct ballots *out);
void ballots_free(struct ballots *b);

/* *out is the caller's to free. */
enum outcome store_ballot_drafts(struct db *db, const char *wave_id,
    struct drafts_left **out, size_t *count);

/* reason: "foreign" or "damaged". */
enum outcome store_ballot_set_aside(struct db *db, const char *wave_id,
    const struct ballot *b, const char *reason);

/* Each in one statement; *gone is how many there were. */
enum outcome store_ballot_delete(struct db *db, const char *wave_id,
    size_t *gone);
enum outcome store_ballot_delete_drafts(struct db *db, const char *wave_id,
    size_t *gone);
/* Refusals leave their counts; requests for no more mail leave nothing. */
enum outcome store_ballot_end_slips(struct db *db, const char *wave_id);

#endif
