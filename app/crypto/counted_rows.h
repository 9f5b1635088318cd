/*
 * counted_rows.h - one hash of all rows that a count stored, in any order:
 * BLAKE2b, label "aoj/1/counted-rows", over the sorted hashes of the rows,
 * each over its columns by label "aoj/1/counted-row".
 */
#ifndef CRYPTO_COUNTED_ROWS_H
#define CRYPTO_COUNTED_ROWS_H

#include <stddef.h>

/* Zero it first. 32 bytes a row. */
struct counted_rows {
	unsigned char (*hashes)[32];	/* owned */
	size_t count, size;
};

/* function_group may be NULL; answers as answers_canonical() writes them. */
void counted_rows_add_response(struct counted_rows *rows,
    const char *questionnaire, int version, const char *function_group,
    const char *answers);
void counted_rows_add_open(struct counted_rows *rows,
    const char *questionnaire, int version, const char *question,
    const char *function_group, const char *answer);
/* Sorts them. */
void counted_rows_hash(struct counted_rows *rows, unsigned char out[32]);
void counted_rows_free(struct counted_rows *rows);

#endif
