/*
 * problem.h - why something was refused: one table of reasons (code, HTTP
 * status, Dutch words), and the detail that a person needs to mend it.
 * Only doors turn a problem into a status or an exit code.
 */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include "base/outcome.h"

/* One row per reason in problem.c: add a reason there and here together. */
enum problem_code {
	PROBLEM_NONE,
	PROBLEM_INPUT,		/* 400 a malformed request or file */
	PROBLEM_FIELD,		/* 422 a value that may not stand there */
	PROBLEM_LINK_SPENT,	/* 410 unknown, expired or spent link */
	PROBLEM_TOO_LATE,	/* 410 answers sent after the last moment */
	PROBLEM_OTHER_LINK,	/* 409 another link is open there */
	PROBLEM_STATE,		/* 409 not in this state of the wave */
	PROBLEM_NAME,		/* 404 no wave, group, holder … of that name */
	PROBLEM_DOUBLE,		/* 409 exists already */
	PROBLEM_CODE,		/* 403 an opening code that does not open */
	PROBLEM_SECRET,		/* 403 a key file is not the right one */
	PROBLEM_CODES		/* how many there are */
};

#define PROBLEM_TEXT_MAX 1024

/* Why, in words a person can act on. Owned by the caller, no memory behind. */
struct problem {
	enum problem_code code;
	char text[PROBLEM_TEXT_MAX];	/* Dutch, one or two sentences, UTF-8 */
};

/* Fills why (which may be NULL) with code and a formatted sentence, cut on a
 * character boundary. Returns REFUSED, so that a rule can end with
 * `return problem_set(why, …)`. */
enum outcome problem_set(struct problem *why, enum problem_code code,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* HTTP status for a code, 400 … 499. */
int problem_status(enum problem_code code);

/* The general Dutch sentence for a code, when text is empty. */
const char *problem_words(enum problem_code code);

#endif
