/*
 * amendment.h - what an administrator changes in the list of an open wave:
 * people who join, whose address is corrected, who are withdrawn. Refuses to
 * know what is in a record.
 */
#ifndef STORAGE_AMENDMENT_H
#define STORAGE_AMENDMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"
#include "domain/amendment.h"
#include "storage/db.h"
#include "storage/invitee.h"

/* Somebody on the list, by the invitation that stands now. */
struct listed_row {
	char invitee_id[37], invitation_id[37];
	char function_group[64];
	char status[16];	/* "invited", "refused", … */
	struct text sealed;
	unsigned char hash[INVITEE_HASH_BYTES];
	bool added;		/* after the start */
};
void store_listed_free(struct listed_row *row);

/* By the first characters of an invitee's id or (the other being NULL) by an
 * address's hash. ABSENT when there is nobody, REFUSED when several. */
enum outcome store_listed_find(struct db *db, const char *wave_id,
    const char *id, const unsigned char *hash, struct listed_row *out);

struct invitation_fate {
	bool under_way;		/* its run has begun */
	bool accepted;		/* by our mail server; it may have come back */
	bool reached_nobody;	/* still to leave, never accepted, or back */
};
/* Inside a transaction: holds the run of somebody's invitation, so that post
 * does not begin it meanwhile. */
enum outcome store_invitation_fate(struct db *db, const char *invitation_id,
    struct invitation_fate *out);

/* status: "withdrawn" or "duplicate". ABSENT when it is already. */
enum outcome store_invitation_end(struct db *db, const char *wave_id,
    const char *invitation_id, const char *status);

/* Of those who were there at the start, how many are withdrawn. */
enum outcome store_withdrawn(struct db *db, const char *wave_id,
    const char *function_group, long *count);

/* Arrays as db_array_* makes them, one element a row, in random order. */
enum outcome store_later_invite(struct db *db, const char *wave_id,
    const struct text *ids, const struct text *invitee_ids,
    const struct text *groups);
/* what: "corrected" (with the invitation it replaces), "added" or
 * "withdrawn". */
enum outcome store_amendment_add(struct db *db, const char *wave_id,
    const struct text *ids, const struct text *groups, const char *what,
    const char *replaces);
/* How many of a group wait for their invitation; next: when the next run that
 * was planned for others of it leaves, or 0. */
enum outcome store_later_waiting(struct db *db, const char *wave_id,
    const char *function_group, long *waiting, time_t *next);

/* A kind of reminder that is planned for a group, due at or after `from`. */
struct joined_row {
	char kind[16];
};
/* In the order of kinds; the caller frees. */
enum outcome store_later_reminders(struct db *db, const char *wave_id,
    const char *function_group, time_t from, struct joined_row **out,
    size_t *count);

/* Per group, those without any left out; the caller frees. */
enum outcome store_amendments(struct db *db, const char *wave_id,
    struct amendments **out, size_t *count);

#endif
