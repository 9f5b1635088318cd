/*
 * counted_rows.c - the hash of what was stored. Refuses to keep what a row
 * says.
 */
#include "crypto/counted_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"

static void
add_row(struct counted_rows *rows, const char *const *columns, size_t count)
{
	struct digest_part part;
	struct text row = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (columns[i] == NULL)
			text_puts(&row, "-,");
		else
			text_printf(&row, "%zu:%s,", strlen(columns[i]),
			    columns[i]);
	}
	if (rows->count == rows->size) {
		rows->size = rows->size == 0 ? 64 : 2 * rows->size;
		rows->hashes = realloc(rows->hashes,
		    rows->size * sizeof(*rows->hashes));
		if (rows->hashes == NULL)
			die("out of memory");
	}
	part = (struct digest_part){ row.bytes, row.len };
	crypto_digest(rows->hashes[rows->count++], NULL, 0,
	    "aoj/1/counted-row", &part, 1);
	text_free(&row);
}

void
counted_rows_add_response(struct counted_rows *rows,
    const char *questionnaire, int version, const char *function_group,
    const char *answers)
{
	struct text number = { 0 };

	text_printf(&number, "%d", version);

	const char *const columns[] = { "response", questionnaire,
	    number.bytes, function_group, answers };

	add_row(rows, columns, 5);
	text_free(&number);
}

void
counted_rows_add_open(struct counted_rows *rows, const char *questionnaire,
    int version, const char *question, const char *function_group,
    const char *answer)
{
	struct text number = { 0 };

	text_printf(&number, "%d", version);

	const char *const columns[] = { "open_answer", questionnaire,
	    number.bytes, question, function_group, answer };

	add_row(rows, columns, 6);
	text_free(&number);
}

static int
compare_hashes(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

void
counted_rows_hash(struct counted_rows *rows, unsigned char out[32])
{
	const struct digest_part part = { rows->hashes, rows->count * 32 };

	if (rows->count > 1)
		qsort(rows->hashes, rows->count, 32, compare_hashes);
	crypto_digest(out, NULL, 0, "aoj/1/counted-rows", &part, 1);
}

void
counted_rows_free(struct counted_rows *rows)
{
	free(rows->hashes);
	*rows = (struct counted_rows){ .hashes = NULL };
}
