/*
 * count_statement.h - what counting found, kept for good.
 */
#ifndef STORAGE_COUNT_STATEMENT_H
#define STORAGE_COUNT_STATEMENT_H

#include "base/outcome.h"
#include "domain/count_statement.h"
#include "storage/db.h"

/* document: the statement as it was signed; signature has 64 bytes. */
enum outcome store_count_statement_add(struct db *db, const char *wave_id,
    const struct count_statement *s, const char *document,
    const unsigned char *signature);

#endif
