/*
 * outcome.h - the four ways anything can end. Knows nothing else.
 */
#ifndef BASE_OUTCOME_H
#define BASE_OUTCOME_H

enum outcome {
	DONE,		/* it happened */
	ABSENT,		/* there is no such thing */
	REFUSED,	/* the caller's fault; struct problem says why */
	FAILED,		/* our fault; logged once, where it was noticed */
};

#endif
