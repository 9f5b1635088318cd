/*
 * counting.h - one run of counting, and what it stores; for count_wave.c
 * alone.
 */
#ifndef ACTIONS_COUNTING_H
#define ACTIONS_COUNTING_H

#include <stddef.h>

#include "actions/ballot_opening.h"
#include "actions/open_box.h"
#include "base/problem.h"
#include "crypto/counted_rows.h"
#include "domain/count_statement.h"
#include "domain/disclosure.h"
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
	/* Per questionnaire of the wave, one per group: how many responses,
	 * and whether the group stands beside them. */
	struct disclosure_group **groups;
	struct counted_rows rows;	/* what was stored, hashed */
	struct count_statement statement;
};

/* A zeroed list of at least one; the caller frees it. */
void *counting_list(size_t count, size_t size);
void counting_free(struct counting *c);

/* counting_check.c: whether the envelopes are those of the signed list. */
enum outcome counting_check(struct counting *c, struct problem *why);

/* counting_judge.c: opens each once, to know what it is; counts per group,
 * and decides which groups may stand beside answers. */
void counting_judge(struct counting *c);

/* counting.c: */
/* Foreign and damaged envelopes, as they came. */
enum outcome counting_set_aside(struct counting *c);
/* Closed answers: one row per opened envelope, in an order nobody knows. */
enum outcome counting_store_closed(struct counting *c);
/* Open answers, shuffled anew over all envelopes of a questionnaire: no two
 * of one person stand together, and nothing ties them to closed answers. */
enum outcome counting_store_open(struct counting *c);

#endif
