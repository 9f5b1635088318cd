/*
 * unsubscribe.h - when somebody's word that he wants no more mail is taken.
 * Scanners and other robots press what is in a letter, in every letter they
 * see: so a word counts after two minutes, unless too many came at once.
 * Source: definitions.md 6, point 4. Pure: time is a parameter.
 */
#ifndef DOMAIN_UNSUBSCRIBE_H
#define DOMAIN_UNSUBSCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define UNSUBSCRIBE_SECONDS 120	/* how long one waits, and "at once" */
#define UNSUBSCRIBE_RUN_LEAST 3	/* of a run: of five, one is 20 % already */
#define UNSUBSCRIBE_DOMAIN_MOST 3

enum unsubscribe_fate {
	UNSUBSCRIBE_STANDS,
	UNSUBSCRIBE_RUN,	/* held: more than 20 % of a run at once */
	UNSUBSCRIBE_DOMAIN,	/* held: more than three of one mail domain */
};

/* One asking, confirmed or not. */
struct unsubscribe_ask {
	time_t asked_at;
	const char *run;	/* of the last letter; NULL for none */
	size_t run_letters;
	const char *domain;	/* lower case; NULL when it is not known */
	enum unsubscribe_fate fate;	/* unsubscribe_judge's answer */
};

/*
 * Fills in each fate. It depends only on what was asked less than two minutes
 * before and after, and never on when it is judged: by the time an asking is
 * due all of that is known. More askings never make one stand that was held.
 */
void unsubscribe_judge(struct unsubscribe_ask *asks, size_t count);

/* Whether two minutes have passed. */
bool unsubscribe_is_due(time_t asked_at, time_t now);

#endif
