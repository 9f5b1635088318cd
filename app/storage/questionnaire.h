/*
 * questionnaire.h - published questionnaire versions, which never change.
 */
#ifndef STORAGE_QUESTIONNAIRE_H
#define STORAGE_QUESTIONNAIRE_H

#include "base/outcome.h"
#include "domain/questionnaire.h"
#include "domain/wave_file.h"
#include "storage/db.h"

#define QUESTIONNAIRE_HASH_BYTES 32

/* ABSENT when this version is not published. */
enum outcome store_questionnaire_hash(struct db *db, const char *code,
    int version, unsigned char hash[QUESTIONNAIRE_HASH_BYTES]);

/* REFUSED when the version is there already. document is the file's text. */
enum outcome store_questionnaire_insert(struct db *db,
    const struct questionnaire *q, const char *document,
    const unsigned char hash[QUESTIONNAIRE_HASH_BYTES], time_t now);

/* All versions; strings live in *rows, which the caller frees after *out. */
enum outcome store_questionnaire_all(struct db *db,
    struct wave_file_published **out, size_t *count, struct rows **rows);

#endif
