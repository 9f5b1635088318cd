/*
 * merge_groups.h - who counts whom once a wave starts: in memory, nothing is
 * written.
 */
#ifndef ACTIONS_MERGE_GROUPS_H
#define ACTIONS_MERGE_GROUPS_H

#include <stdbool.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/function_group.h"

/*
 * Sets invited and merged_into of each group. A trial keeps its small groups:
 * every page and letter says PROEF. said gets a Dutch line for each merge.
 * REFUSED, with why, when a small group has no neighbour.
 */
enum outcome merge_groups(struct group_rows *groups, bool trial,
    struct text *said, struct problem *why);

#endif
