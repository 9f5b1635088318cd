/*
 * disclosure.h - what may not be shown because too few people stand behind
 * it. Pure. Source: definitions.md 3. So far: R7, the function group beside
 * an open answer; and who would not take part and answered after all.
 */
#ifndef DOMAIN_DISCLOSURE_H
#define DOMAIN_DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>

#define DISCLOSURE_OPEN_MIN 10

struct disclosure_group {
	size_t responses;
	bool named;		/* set: may stand beside an open answer */
};

/*
 * Decides for all function groups of one questionnaire, in their fixed order,
 * which may stand beside its open answers. A group of fewer than ten
 * responses may not (R7). A single group left without a name would be known
 * by elimination, so those without a name are at least two and hold at least
 * ten responses together; else the smallest named one (the first of equals)
 * loses its name too, and again (as R2 does for cells).
 */
void disclosure_open(struct disclosure_group *groups, size_t count);

#define DISCLOSURE_REFUSED_MIN 10

/* A group's people, and those who said that they would not take part. */
struct disclosure_refused {
	long invited;
	long refused;		/* the office knows who they are */
	long answered;		/* of those: known as a number, if at all */
};

/*
 * Whether the number of those who answered after all may be told. Who refused
 * is known by name, so the number speaks of them as it would of a group: not
 * of fewer than ten invited, not of fewer than `threshold` refusals (none is
 * none), and not when the others are fewer than that: their number is what is
 * left of the group's. How many answered plays no part, or the hiding would
 * tell it.
 */
bool disclosure_refused_shown(const struct disclosure_refused *g,
    int threshold);

#endif
