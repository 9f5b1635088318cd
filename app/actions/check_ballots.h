/*
 * check_ballots.h - after a wave has closed: which envelopes nobody was
 * invited to cast, and a signed list of the others that counting compares
 * with.
 */
#ifndef ACTIONS_CHECK_BALLOTS_H
#define ACTIONS_CHECK_BALLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"
#include "storage/wave_work.h"

struct ballots_checked {
	size_t genuine, foreign;
	bool is_signed;		/* else nothing will be counted, since */
	char lessened[64];	/* this group had more in a night before */
};

/*
 * One transaction, during which no envelope can come in. Nothing is written
 * on an envelope. DONE also when another post was first (*out then zeros);
 * ABSENT when by the database's clock something may still come in. REFUSED:
 * not our keys.
 */
enum outcome check_ballots(struct db *db, const struct config *config,
    const struct wave_work *wave, const char *who, time_t now,
    struct ballots_checked *out, struct problem *why);

#endif
