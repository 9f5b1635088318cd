/*
 * disclosure.h - what may not be shown because too few people stand behind
 * it. Pure. Source: definitions.md 3. So far: R7, the function group beside
 * an open answer; that beside closed ones, at counting; and who would not
 * take part and answered after all.
 */
#ifndef DOMAIN_DISCLOSURE_H
#define DOMAIN_DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>

#define DISCLOSURE_OPEN_MIN 10

struct disclosure_group {
	size_t responses;
	bool named;		/* set: may stand beside an answer */
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

#define DISCLOSURE_CLOSED_MIN 5

/*
 * The same for closed answers, when a wave is counted: groups of fewer than
 * five responses are stored together without a group, and the smallest of the
 * others with them until they are five.
 */
void disclosure_closed(struct disclosure_group *groups, size_t count);

#endif
