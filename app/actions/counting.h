/*
 * counting.h - one run of counting, and what it stores; for count_wave.c
 * alone.
 */
#ifndef ACTIONS_COUNTING_H
#define ACTIONS_COUNTING_H

#include <stddef.h>

#include "actions/ballot_opening.h"
#include "actions/open_box.h"
#include "domain/count_statement.h"
#include "storage/ballot.h"
#include "storage/box.h"
#include "storage/db.h"

/* One run. */
struct counting {
	struct db *db;
	const struct box_opening *opening;
	struct box box;
	struct wave *wave;
	struct ballots ballots;
	struct ballot_opener opener;
	struct verdict *verdicts;	/* one per ballot */
	struct count_statement statement;
};

/* A zeroed list of at least one; the caller frees it. */
void *counting_list(size_t count, size_t size);

/* Foreign and damaged envelopes, as they came. */
enum outcome counting_set_aside(struct counting *c);
/* Closed answers: one row per opened envelope, in an order nobody knows. */
enum outcome counting_store_closed(struct counting *c);
/* Open answers, shuffled anew over all envelopes of a questionnaire: no two
 * of one person stand together, and nothing ties them to closed answers. */
enum outcome counting_store_open(struct counting *c);

#endif
