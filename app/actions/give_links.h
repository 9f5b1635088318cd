/*
 * give_links.h - before the first letter of an open wave: every invitation
 * gets the hashes of its link and of the weaker token that unsubscribes, and
 * its row a state in which reading leaves no mark.
 */
#ifndef ACTIONS_GIVE_LINKS_H
#define ACTIONS_GIVE_LINKS_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"
#include "storage/wave_work.h"

/*
 * Fills in what is missing, in one statement, all or nothing, in random
 * order; commits; then freezes the rows. No letter leaves before this is
 * DONE. ABSENT: the links are there, but not frozen yet, because somebody
 * still looks at what was before, or is busy with the table; come again.
 * REFUSED: not our key.
 */
enum outcome give_links(struct db *db, const struct config *config,
    const struct wave_work *wave, struct problem *why);

#endif
