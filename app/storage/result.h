/*
 * result.h - what was counted, read to check it. Refuses to know whether it
 * is right.
 */
#ifndef STORAGE_RESULT_H
#define STORAGE_RESULT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"
#include "domain/wave.h"
#include "storage/db.h"

/* Zero it first. */
struct result_wave {
	struct wave *wave;			/* owned */
	bool is_signed, has_list;
	struct text document, list;		/* as they were signed */
	unsigned char signature[64], list_signature[64];
	/* The statement's other columns, as the document should say them: one
	 * JSON object. */
	struct text columns;
};
void result_wave_free(struct result_wave *r);

/* ABSENT when there is no wave of that name. */
enum outcome store_result_wave(struct db *db, const char *code,
    struct result_wave *out);

/* Calls each for every row; function_group may be NULL. */
typedef void result_response(void *arg, const char *questionnaire,
    int version, const char *function_group, const char *answers);
enum outcome store_result_responses(struct db *db, const char *wave_id,
    result_response *each, void *arg);
typedef void result_open(void *arg, const char *questionnaire, int version,
    const char *question, const char *function_group, const char *answer);
enum outcome store_result_open_answers(struct db *db, const char *wave_id,
    result_open *each, void *arg);

#endif
