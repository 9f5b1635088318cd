/*
 * questionnaire.h - a questionnaire version as the file describes it: pages,
 * questions, options, conditions; and what is wrong with a file.
 * The format is documented in conf/questionnaires/README.md. Pure: no SQL, no
 * HTTP, no clock. Everything here is read-only after parsing.
 */
#ifndef DOMAIN_QUESTIONNAIRE_H
#define DOMAIN_QUESTIONNAIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"

enum question_type {
	QUESTION_ONE,		/* one choice, maybe with "Anders, namelijk" */
	QUESTION_SEVERAL,	/* any number of choices */
	QUESTION_MARK,		/* 1 … 10 */
	QUESTION_SHORT,		/* one line of text */
	QUESTION_LONG,		/* several lines of text */
};

/* Lists that a file only names and a wave fills in. */
enum options_from {
	OPTIONS_OWN,
	OPTIONS_FUNCTION_GROUPS,
	OPTIONS_MUNICIPALITIES,
};

struct option {
	const char *code;	/* stable, in the data */
	const char *label;	/* on the screen */
};

/* and / or / not / comparison on an earlier answer */
enum condition_kind { COND_ALL, COND_ANY, COND_NOT, COND_IN, COND_COMPARE };
enum condition_compare { CMP_LT, CMP_LE, CMP_GT, CMP_GE, CMP_EQ };
struct condition {
	enum condition_kind kind;
	struct condition **parts;	/* ALL, ANY, NOT (one) */
	size_t part_count;
	size_t question;		/* IN, COMPARE: index into questions */
	const char **values;		/* IN: option codes */
	size_t value_count;
	enum condition_compare compare;	/* COMPARE: a mark with number */
	int number;
};

struct question {
	const char *code;
	enum question_type type;
	const char *text;		/* the question itself */
	const char *hint;		/* NULL or a sentence below it */
	const char *lead;		/* NULL or the sentence shared by a
					 * block of statements; set on the
					 * first of the block only */
	size_t lead_count;		/* questions of that block */
	bool required;
	const struct option *options;	/* ONE, SEVERAL */
	size_t option_count;
	enum options_from options_from;
	const char *other_label;	/* ONE: label of the free option, or
					 * NULL; its option code is
					 * "anders_namelijk", its text is
					 * answered as <code>_anders */
	int other_chars;		/* most characters of that text */
	int max_chars, max_bytes;	/* SHORT, LONG; bytes as in JSON */
	bool preset_function_group;	/* first shown with the invited
					 * function group chosen */
	const struct condition *when;	/* NULL: always */
	size_t page;			/* index into pages */
};

struct term { const char *term, *explanation; };

struct page {
	const char *code, *title;
	const char *intro;		/* NULL or text */
	const struct term *terms;
	size_t term_count;
	size_t first_question, question_count;	/* consecutive in questions */
	const struct condition *when;	/* NULL: always */
	bool regional;			/* the wave's own page */
};

struct breakdown_group {
	const char *code, *label;
	const char **values;
	size_t value_count;
};
struct breakdown {
	const char *code, *label;
	size_t question;
	struct breakdown_group *groups;
	size_t group_count;
};

struct questionnaire {
	const char *code, *title;
	int version;
	int minutes;			/* it takes, for the start page */
	size_t envelope_bytes;		/* the one size of what they hold */
	const struct page *pages;
	size_t page_count;
	const struct question *questions;
	size_t question_count;
	const struct breakdown *breakdowns;
	size_t breakdown_count;
	void *arena;			/* owns all of the above */
};

/* What a wave fills into a questionnaire: lists that the file only names. */
struct questionnaire_context {
	const struct option *function_groups;	/* of this questionnaire */
	size_t function_group_count;
	const struct option *municipalities;
	size_t municipality_count;
	const char *regional_page;		/* JSON of one page, or NULL */
};

/* One mistake a file makes. Lists of them are printed "FILE: POINTER: text". */
struct mistakes {
	struct mistake {
		char *pointer;		/* RFC 6901 */
		char *text;		/* a Dutch sentence */
	} *list;
	size_t count;
};
void mistakes_free(struct mistakes *m);

/*
 * Parses a questionnaire file. With context NULL (check, publish) the lists
 * the wave fills in are empty, and sizes are computed for the largest lists
 * allowed (limits in conf/questionnaires/README.md). DONE with *out, which
 * the caller frees, or REFUSED with every mistake found.
 */
enum outcome questionnaire_parse(const char *json, size_t len,
    const struct questionnaire_context *context, struct questionnaire **out,
    struct mistakes *mistakes);
void questionnaire_free(struct questionnaire *q);

/* Index of a question by code; question_count when there is none. */
size_t questionnaire_find(const struct questionnaire *q, const char *code,
    size_t len);

/* Most bytes the canonical document of any valid answers can have
 * (answers_document), header included. At most envelope_bytes - 1. */
size_t questionnaire_document_max(const struct questionnaire *q);

#endif
