/*
 * merge.h - function groups too small to count on their own: whose count
 * takes them in before a wave starts. Pure. Source: monitor.md "How results
 * are reported", design.md "The promise".
 */
#ifndef DOMAIN_MERGE_H
#define DOMAIN_MERGE_H

#include <stddef.h>

#include "base/outcome.h"

#define MERGE_NONE ((size_t)-1)

struct merge_group {
	const char *questionnaire;
	long invited;		/* own people */
	size_t into;		/* set: index of the group that counts it, or
				 * MERGE_NONE */
	long counted;		/* set: own and merged people; 0 when merged */
};

/*
 * Merges every group of fewer than WAVE_GROUP_MIN with its neighbour: the next
 * group of the same questionnaire, else the previous one. A group without
 * anybody and without a neighbour stays: there is nothing to hide. REFUSED,
 * with *lonely, when somebody has no neighbour to be merged with.
 */
enum outcome merge_small(struct merge_group *groups, size_t count,
    size_t *lonely);

#endif
