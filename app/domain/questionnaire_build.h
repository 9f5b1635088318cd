/*
 * questionnaire_build.h - what the files that parse a questionnaire share:
 * the arena, the list of mistakes, the questionnaire as it grows. Private to
 * questionnaire*.c.
 */
#ifndef DOMAIN_QUESTIONNAIRE_BUILD_H
#define DOMAIN_QUESTIONNAIRE_BUILD_H

#include <jansson.h>

#include "domain/questionnaire.h"

#define CODE_MAX 32		/* an SPSS name */
#define TITLE_MAX 200		/* characters */
#define TEXT_MAX 2000		/* characters of intro, question, explanation */
#define LABEL_MAX 200
#define PAGES_MAX 60
#define QUESTIONS_MAX 200
#define OPTIONS_MAX 60
#define CONDITION_WORK 10000	/* answers looked up to judge one question */
#define CONDITION_DEPTH 8
#define GROUPS_MAX 24		/* function groups of one questionnaire */
#define MUNICIPALITIES_MAX 28
#define WAVE_CODE_MAX 24	/* bytes of a group's or municipality's code */
#define OTHER_CODE "anders_namelijk"
#define OTHER_SUFFIX "_anders"
#define OTHER_CHARS 100
#define LONG_CHARS 1000
#define LONG_BYTES 1500

/* Memory that is given back all at once. */
struct arena {
	struct arena_block *blocks;
	size_t left;
	char *at;
};

/* Zeroed memory for count things; dies when there is none. */
void *arena_new(struct arena *a, size_t count, size_t size);
char *arena_copy(struct arena *a, const char *s);
void arena_free(struct arena *a);

struct build {
	struct arena *arena;
	struct mistakes *mistakes;
	const struct questionnaire_context *context;	/* NULL: the largest */
	struct questionnaire *q;
	struct page *pages;		/* the writable side of q's lists */
	struct question *questions;
	const json_t *scales;
	bool widest;			/* sizes for the largest lists */
};

/* Notes a mistake at pointer (RFC 6901). */
void build_mistake(struct build *b, const char *pointer, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* pointer + "/" + key, in the arena; index forms use build_at. */
const char *build_in(struct build *b, const char *pointer, const char *key);
const char *build_at(struct build *b, const char *pointer, size_t index);

/* A string value of at most max characters; NULL (with a mistake unless
 * optional and absent) when it is not. Line feeds only when lines. */
const char *build_text(struct build *b, const json_t *object,
    const char *pointer, const char *key, size_t max, bool optional);

/* A code: [a-z][a-z0-9_]*, at most CODE_MAX bytes. */
const char *build_code(struct build *b, const json_t *object,
    const char *pointer, const char *key);

/* A whole number within bounds; otherwise `absent` when there is none. */
long build_number(struct build *b, const json_t *object, const char *pointer,
    const char *key, long low, long high, long absent);

/* Says of every key that is not in the NULL-ended list that it is unknown;
 * "$schema" and "comment" are always allowed. */
void build_keys(struct build *b, const json_t *object, const char *pointer,
    const char *const *known);

/* One question (or block of statements) at pointer, on page `page`. */
void build_question(struct build *b, const json_t *question,
    const char *pointer, size_t page);
/* Options of a question or scale; NULL after a mistake. */
const struct option *build_options(struct build *b, const json_t *list,
    const char *pointer, size_t *count);
/* A condition; NULL after a mistake. Only questions before `limit` count. */
struct condition *build_condition(struct build *b, const json_t *condition,
    const char *pointer, size_t limit, int depth);
void build_breakdowns(struct build *b, const json_t *list);

/* Whether some answers can make a condition true, as far as its own parts
 * tell: `all` of contradicting memberships or comparisons is never true. */
bool condition_possible(const struct questionnaire *q,
    const struct condition *c);

#endif
