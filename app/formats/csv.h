/*
 * csv.h - tables as spreadsheets in the Netherlands write them: the delimiter
 * (; , or tab) and the encoding (UTF-8 with or without BOM, Windows-1252) are
 * guessed from the bytes. Knows nothing of what the columns mean.
 */
#ifndef FORMATS_CSV_H
#define FORMATS_CSV_H

#include <stddef.h>

#include "base/outcome.h"
#include "base/problem.h"

#define CSV_BYTES_MAX (16 * 1024 * 1024)
#define CSV_ROWS_MAX 200000
#define CSV_CELLS_MAX 64		/* per row */
#define CSV_CELL_MAX 4096		/* bytes */

struct csv_row {
	long line;		/* where the row begins, from 1 */
	char **cells;		/* UTF-8, NUL-ended, no space around it */
	size_t count;
};

struct csv_table {
	struct csv_row *rows;	/* those with at least one filled cell */
	size_t count;
	char delimiter;
	const char *encoding;	/* "UTF-8" or "Windows-1252"; static */
};

/* DONE, or REFUSED with a sentence that names the line; *out as it was. */
enum outcome csv_table_read(struct csv_table *out, const char *bytes,
    size_t len, struct problem *why);
void csv_table_free(struct csv_table *t);	/* wipes */

#endif
