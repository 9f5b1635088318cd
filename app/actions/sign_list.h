/*
 * sign_list.h - the list of a wave's genuine envelopes, signed once.
 */
#ifndef ACTIONS_SIGN_LIST_H
#define ACTIONS_SIGN_LIST_H

#include "actions/genuine_ballots.h"
#include "base/config.h"
#include "base/outcome.h"
#include "base/text.h"
#include "crypto/signature.h"
#include "domain/signed_list.h"
#include "storage/db.h"
#include "storage/wave_work.h"

/* Zero it first. */
struct kept_list {
	struct signed_list list;
	struct text bytes;			/* what is signed */
	unsigned char signature[SIGNATURE_BYTES];
};
void kept_list_free(struct kept_list *k);

/*
 * Makes the list of what was found, signs it with seed, and keeps both on disk
 * in post's own folder before it returns. If there is a signature already, of
 * before a crash or of another process, that one and what it signs are *out:
 * a second, of other envelopes, is never made. FAILED, logged.
 */
enum outcome sign_list(struct db *db, const struct config *config,
    const char *wave_id, const struct genuine_ballots *g,
    const unsigned char *seed, struct kept_list *out);

#endif
