/*
 * genuine_ballots.h - which envelopes of a wave were made with one of its
 * links, in post's memory: by a query it would need a column that two rows of
 * one person share.
 */
#ifndef ACTIONS_GENUINE_BALLOTS_H
#define ACTIONS_GENUINE_BALLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"
#include "crypto/ballot_list.h"
#include "storage/ballot_check.h"
#include "storage/db.h"

/* Zero it first. */
struct genuine_ballots {
	struct invited_row *invited;	/* every invitation; owned */
	bool *has_cast;			/* goes with invited; owned */
	size_t invited_count;
	struct listed_ballot *list;	/* the genuine ones; owned */
	size_t count;
	struct text foreign;		/* ids of the others, as db_array */
	size_t foreign_count;
};

/*
 * An envelope is genuine when its ballot id is one of an invitation of the
 * wave, whatever became of it; when it stands in that invitation's group; and
 * when its MAC is right for all that its row says. FAILED, logged.
 */
enum outcome find_genuine_ballots(struct db *db, const unsigned char *link_key,
    const char *wave_id, struct genuine_ballots *out);
void genuine_ballots_free(struct genuine_ballots *g);	/* wipes */

/* How many genuine ones a group has. */
size_t genuine_ballots_of(const struct genuine_ballots *g,
    const char *function_group);

#endif
