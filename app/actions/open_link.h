/*
 * open_link.h - who has come: the invitation behind a link, the wave it
 * belongs to, the draft that was left, and whether the answers were sent.
 * Reads only. Two statements, the same two for a link that does not exist.
 */
#ifndef ACTIONS_OPEN_LINK_H
#define ACTIONS_OPEN_LINK_H

#include <stdbool.h>
#include <time.h>

#include "base/outcome.h"
#include "crypto/draft.h"
#include "crypto/token.h"
#include "domain/answers.h"
#include "domain/wave.h"
#include "storage/db.h"

#define WAVES_KEPT 16

/* What a survey worker holds: its connection, the draft key (not owned), and
 * the waves it has read, so that their documents are parsed once. */
struct survey {
	struct db *db;
	const unsigned char *draft_key;
	struct wave *waves[WAVES_KEPT];
	size_t wave_next;		/* the one to make room in */
	char known[WAVES_KEPT * 21 + 3];	/* their revisions, for the
					 * database; "" before the first */
};

/* Somebody with a link. Zero-initialise; respondent_free after use. */
struct respondent {
	struct token token;
	const struct wave *wave;	/* lives until the next open_link */
	const struct function_group *group;	/* invited for */
	bool spent;			/* the answers were sent */
	bool has_draft;
	bool takes_answers;		/* now, with or without this draft */
	unsigned char version[DRAFT_NONCE_BYTES];	/* of the draft */
	const struct questionnaire *q;	/* the list being filled in */
	struct answers *answers;	/* preset, or from the draft; NULL
					 * after look_at_link */
	size_t page;			/* where to go on */
};

/* DONE; ABSENT for a link that opens nothing; FAILED. A link that is spent or
 * too late is DONE: the caller sees it in *out, which then has a wave, but no
 * group, list or answers: it takes no more work than a link that opens
 * nothing. */
enum outcome open_link(struct survey *s, const struct token *token,
    time_t now, struct respondent *out);
/* The same for pages that show nothing of what was filled in: the draft stays
 * locked, out->answers is NULL, out->q the list of the invited group. */
enum outcome look_at_link(struct survey *s, const struct token *token,
    time_t now, struct respondent *out);

/* Reads the draft again, after another page (or tab) has changed it. */
enum outcome reopen_draft(struct survey *s, struct respondent *r, time_t now);

/* Wipes the answers; keeps nothing. */
void respondent_free(struct respondent *r);

/* Frees all waves. */
void survey_close(struct survey *s);

#endif
