/*
 * bounce.h - what came back: undelivered invitations, totals, and blocked mail
 * domains. Refuses to know addresses and messages.
 */
#ifndef STORAGE_BOUNCE_H
#define STORAGE_BOUNCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"
#include "storage/db.h"

#define DOMAIN_HASH_BYTES 32

/* Post's side. */

/* ABSENT when it was known already. */
enum outcome store_undelivered_add(struct db *db, const char *invitation_id,
    const char *wave_id, const char *status, const char *reason);
/* class: "hard", "soft" or "policy". */
enum outcome store_bounce_count(struct db *db, const char *wave_id,
    const char *kind, const char *class);
/* The sealed record of whom an invitation is for. ABSENT when there is no
 * such invitation. sealed is cleared first. */
enum outcome store_bounce_person(struct db *db, const char *invitation_id,
    char invitee_id[37], struct text *sealed);
/* All of a wave; the caller frees *out. */
enum outcome store_bounce_invitations(struct db *db, const char *wave_id,
    char (**out)[37], size_t *count);
enum outcome store_bounce_invitation_count(struct db *db,
    const char *wave_id, size_t *count);

/* ABSENT when the domain was blocked already. */
enum outcome store_mail_block_add(struct db *db, const char *mail_block_id,
    const char *wave_id, const unsigned char hash[DOMAIN_HASH_BYTES],
    const struct text *sealed);
/* The caller frees *out; NULL when there are none. */
enum outcome store_mail_blocks(struct db *db, const char *wave_id,
    unsigned char (**out)[DOMAIN_HASH_BYTES], size_t *count);

/* The office's side. */

struct mail_block_row {
	char mail_block_id[37];
	struct text sealed;
};
enum outcome store_mail_block_list(struct db *db, const char *wave_id,
    struct mail_block_row **out, size_t *count);
void store_mail_block_free(struct mail_block_row *blocks, size_t count);
/* ABSENT when it is not blocked. */
enum outcome store_mail_block_lift(struct db *db, const char *wave_id,
    const unsigned char hash[DOMAIN_HASH_BYTES]);

/* An invitation that did not arrive. */
struct undelivered_row {
	char function_group[64];
	char invitee_id[37];
	struct text sealed;	/* the person's record */
	char reason[32];	/* of what came back; or "" */
	char reply[201];	/* of a mail server that gave up; or "" */
	bool waits;		/* for a run of the group … */
	time_t leaves;		/* … that is due then; 0: there is none */
};
enum outcome store_undelivered(struct db *db, const char *wave_id,
    struct undelivered_row **out, size_t *count);
void store_undelivered_free(struct undelivered_row *rows, size_t count);

#endif
