/*
 * wave_file.h - the JSON file that a wave is created from: what it says and
 * everything that is wrong with it. Documented in conf/waves/README.md. Pure.
 */
#ifndef DOMAIN_WAVE_FILE_H
#define DOMAIN_WAVE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"
#include "domain/questionnaire.h"

#define WAVE_FILE_MAX (1024 * 1024)	/* bytes */

struct wave_file_partnership { const char *code, *name, *sector; };

struct wave_file_group {
	const char *code, *name, *questionnaire;
	const char *sector, *reporting_group;	/* may be NULL */
	const char **synonyms;
	size_t synonym_count;
};

struct wave_file_questionnaire {
	const char *code;
	int version;
	char *regional_page;		/* JSON of one page, or NULL */
};

struct wave_file {
	const char *code, *title;
	bool trial;
	struct option region;
	struct option *municipalities;
	size_t municipality_count;
	struct wave_file_partnership *partnerships;
	size_t partnership_count;
	struct wave_file_questionnaire *questionnaires;
	size_t questionnaire_count;
	struct wave_file_group *groups;
	size_t group_count;
	time_t opens_at;		/* 00:00 in Amsterdam */
	time_t closes_at;		/* 23:59 in Amsterdam */
	int threshold;
	const char **holders;
	size_t holder_count;
	int holders_needed;
	char *settings;			/* JSON for wave.settings */
	void *arena;			/* owns the strings */
};

/* A questionnaire version that has been published. */
struct wave_file_published {
	const char *code;
	int version;
	const char *document;
	size_t len;
};

/*
 * Reads a wave file. now decides whether its dates lie ahead; published are
 * the versions it may name. DONE with *out, which the caller frees, or
 * REFUSED with every mistake: JSON pointer and Dutch sentence.
 */
enum outcome wave_file_read(const char *json, size_t len, time_t now,
    const struct wave_file_published *published, size_t published_count,
    struct wave_file **out, struct mistakes *mistakes);
void wave_file_free(struct wave_file *f);

/* One more mistake, for what only the database knows. */
void wave_file_mistake(struct mistakes *m, const char *pointer,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
