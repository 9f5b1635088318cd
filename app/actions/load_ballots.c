/*
 * load_ballots.c - reads and sorts a wave's ballot ids, and looks one up.
 */
#include "actions/load_ballots.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "crypto/keyfile.h"

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, BALLOT_ID_BYTES);
}

/* A clock that was set back makes nothing fresh. */
bool
ballots_fresh(time_t at, time_t now)
{
	return at != 0 && now >= at && now - at <= BALLOTS_FRESH_SECONDS;
}

enum outcome
load_ballots(struct db *db, struct ballots *b, const char *wave_id, time_t now)
{
	unsigned char (*ids)[BALLOT_ID_BYTES] = NULL;
	size_t count = 0;
	enum outcome o;

	if (ballots_fresh(b->at, now) && strcmp(b->wave_id, wave_id) == 0)
		return DONE;
	o = store_ballot_check_ids(db, wave_id, &ids, &count);
	if (o != DONE)
		return o;
	qsort(ids, count, sizeof(*ids), by_bytes);
	ballots_forget(b);
	text_copy(b->wave_id, sizeof(b->wave_id), wave_id);
	b->at = now;
	b->ids = ids;
	b->count = count;
	return DONE;
}

bool
ballots_hold(const struct ballots *b, const unsigned char id[BALLOT_ID_BYTES])
{
	return b->count > 0 && bsearch(id, b->ids, b->count, sizeof(*b->ids),
	    by_bytes) != NULL;
}

void
ballots_forget(struct ballots *b)
{
	if (b->ids != NULL)
		crypto_wipe(b->ids, b->count * sizeof(*b->ids));
	free(b->ids);
	*b = (struct ballots){ .ids = NULL };
}
