/*
 * ballot_opening.h - envelopes opened one at a time and judged against their
 * rows; for count_wave.c alone.
 *
 * At no moment is more than one document open. Its bytes, its ballot id and
 * what was parsed of it lie in locked memory or are wiped at once; what is
 * kept between two envelopes is a verdict without a single answer. So the
 * order in which answers leave is free, and opening a second and third time
 * costs less than keeping all of them in memory that must not be swapped.
 */
#ifndef ACTIONS_BALLOT_OPENING_H
#define ACTIONS_BALLOT_OPENING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "crypto/envelope.h"
#include "domain/answers.h"
#include "domain/wave.h"
#include "storage/ballot.h"

/* What is known of one envelope after it was opened and closed again. */
struct verdict {
	enum {
		BALLOT_FOREIGN, BALLOT_DAMAGED, BALLOT_OPENED,
		BALLOT_UNOPENED,	/* too few of its questionnaire */
	} kind;
	/* Of an opened one: */
	const struct questionnaire *q;	/* the wave's */
	size_t group;	/* index into the wave's groups; merged */
	size_t open_count;		/* open answers in it */
};

struct ballot_opener {
	const struct wave *wave;
	unsigned char public_key[BOX_KEY_BYTES];
	unsigned char *secret_key;	/* locked; owned */
	unsigned char *plain;		/* locked; owned; largest envelope */
	struct opened_document *document;	/* locked; owned */
};

/* secret_key is taken over. */
void ballot_opener_new(struct ballot_opener *o, const struct wave *wave,
    const unsigned char public_key[BOX_KEY_BYTES], unsigned char *secret_key);
void ballot_opener_free(struct ballot_opener *o);

/* Opens one envelope into o->document; ballot_close wipes it again. REFUSED
 * when it is damaged: it does not open, is not a document of its
 * questionnaire, or was not sealed for this very row. */
enum outcome ballot_open(struct ballot_opener *o, const struct ballot *b);
void ballot_close(struct ballot_opener *o);

/* Opens, judges and closes one envelope. */
void ballot_judge(struct ballot_opener *o, const struct ballot *b,
    struct verdict *out);

/* The group that counts a group's answers: itself, or what it was merged
 * into; group_count when the wave has no such group. */
size_t ballot_group(const struct wave *wave, const char *code);

#endif
