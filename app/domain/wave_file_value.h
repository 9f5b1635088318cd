/*
 * wave_file_value.h - between the files of wave_file only: takes one value
 * out of a JSON object, or says what is wrong with it and where.
 */
#ifndef DOMAIN_WAVE_FILE_VALUE_H
#define DOMAIN_WAVE_FILE_VALUE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "domain/wave_file.h"

#define WF_POINTER_MAX 400

/* What one reading needs; strings of the result live in root. */
struct wf {
	json_t *root;
	struct mistakes *mistakes;
	void **blocks;		/* memory of the result */
	size_t block_count;
};

/* Zeroed memory that lives as long as the wave file. */
void *wf_new(struct wf *w, size_t count, size_t size);

/* Adds a mistake at pointer `at`, or at its member key (NULL: at itself). */
void wf_wrong(struct wf *w, const char *at, const char *key, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));
/* out = at/key or at/index. */
const char *wf_at(char out[WF_POINTER_MAX], const char *at, const char *key);
const char *wf_nth(char out[WF_POINTER_MAX], const char *at, size_t index);

/* The object itself if it is one; every key that is not in keys (ended by
 * NULL) is a mistake. */
const json_t *wf_object(struct wf *w, const json_t *value, const char *at,
    const char *const *keys);
/* Member key as an object; NULL after a mistake, or when absent and not
 * required. */
const json_t *wf_member(struct wf *w, const json_t *object, const char *at,
    const char *key, const char *const *keys, bool required);
/* An array of min … max elements; NULL after a mistake or when absent and
 * min is 0. */
const json_t *wf_array(struct wf *w, const json_t *object, const char *at,
    const char *key, size_t min, size_t max);
/* One line of 1 … max characters, no control characters, no outer space. */
const char *wf_text(struct wf *w, const json_t *object, const char *at,
    const char *key, size_t max, bool required);
const char *wf_line(struct wf *w, const json_t *value, const char *at,
    size_t max);
/* wf_text that stands in a letter: no web address but the wave's own host. */
const char *wf_words(struct wf *w, const json_t *object, const char *at,
    const char *key, size_t max, bool required);
/* ^[a-z0-9][a-z0-9_-]{0,…}$, at most max bytes. What respondents choose from
 * has short codes, so that any answer fits its envelope. */
#define WF_CODE_MAX 63
#define WF_CHOICE_MAX 24
const char *wf_code(struct wf *w, const json_t *object, const char *at,
    const char *key, size_t max);
/* Absent: preset. */
long wf_number(struct wf *w, const json_t *object, const char *at,
    const char *key, long min, long max, long preset);
bool wf_flag(struct wf *w, const json_t *object, const char *at,
    const char *key);

/* wave_file_groups.c, wave_file_settings.c, wave_file_plan.c */
void wf_groups(struct wf *w, struct wave_file *f);
void wf_dates(struct wf *w, struct wave_file *f, time_t now);
void wf_holders(struct wf *w, struct wave_file *f);
void wf_settings(struct wf *w, struct wave_file *f);
/* With every default filled in; the caller owns it. After wf_dates. */
json_t *wf_plan(struct wf *w, const struct wave_file *f);

#endif
