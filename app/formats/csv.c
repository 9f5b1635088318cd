/*
 * csv.c - reads a table from CSV with libcsv, after guessing its encoding and
 * delimiter. Owns the cells; refuses to know what they mean.
 */
#include <csv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "formats/csv.h"

/* Windows-1252, 0x80 … 0x9F; zero where the code page has nothing. */
static const uint16_t cp1252[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

struct reading {
	struct csv_table table;
	size_t row_room;
	struct text cells;	/* char * of the row being read */
	long line;		/* physical line that is being fed */
	long row_line;		/* where the row being read began */
	bool row_open;
	bool row_filled;	/* a cell of it is not empty */
	enum { FINE, TOO_MANY_ROWS, TOO_MANY_CELLS, LONG_CELL } fault;
	long fault_line;
};

static long
line_of(const char *bytes, size_t at)
{
	long line = 1;

	for (size_t i = 0; i < at; i++)
		if (bytes[i] == '\n' ||
		    (bytes[i] == '\r' && bytes[i + 1] != '\n'))
			line++;
	return line;
}

/* Length of the well-formed character of two bytes or more at s; 0 if none. */
static size_t
multibyte(const char *s, size_t len)
{
	size_t n = 0;

	if (((unsigned char)*s & 0xE0) == 0xC0)
		n = 2;
	else if (((unsigned char)*s & 0xF0) == 0xE0)
		n = 3;
	else if (((unsigned char)*s & 0xF8) == 0xF0)
		n = 4;
	return n > 0 && n <= len && text_is_utf8(s, n) ? n : 0;
}

static enum outcome
from_cp1252(struct text *out, const char *bytes, size_t len,
    struct problem *why)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char b = (unsigned char)bytes[i];
		uint16_t c = b >= 0x80 && b < 0xA0 ? cp1252[b - 0x80] : b;
		char utf8[3];

		if (c == 0)
			return problem_set(why, PROBLEM_INPUT, "Regel %ld: "
			    "een teken dat in UTF-8 noch in Windows-1252 "
			    "bestaat. Sla het bestand op als CSV UTF-8.",
			    line_of(bytes, i));
		if (c < 0x80) {
			text_add(out, &bytes[i], 1);
		} else if (c < 0x800) {
			utf8[0] = (char)(0xC0 | c >> 6);
			utf8[1] = (char)(0x80 | (c & 0x3F));
			text_add(out, utf8, 2);
		} else {
			utf8[0] = (char)(0xE0 | c >> 12);
			utf8[1] = (char)(0x80 | (c >> 6 & 0x3F));
			utf8[2] = (char)(0x80 | (c & 0x3F));
			text_add(out, utf8, 3);
		}
	}
	return DONE;
}

/*
 * UTF-8 when it is, else Windows-1252. A file in which well-formed characters
 * outnumber the broken ones is UTF-8 that was damaged: guessing the other one
 * would print "Ã«" in somebody's letter.
 */
static enum outcome
decode(struct text *out, const char **encoding, const char *bytes, size_t len,
    struct problem *why)
{
	bool bom = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
	size_t good = 0, bad = 0, first = 0, n;

	if (len >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 ||
	    memcmp(bytes, "\xFE\xFF", 2) == 0))
		return problem_set(why, PROBLEM_INPUT, "Het bestand is in "
		    "UTF-16 opgeslagen. Sla het op als CSV UTF-8.");
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '\0')
			return problem_set(why, PROBLEM_INPUT, "Regel %ld: "
			    "een NUL-teken. Dit is geen CSV-bestand.",
			    line_of(bytes, i));
	for (size_t i = bom ? 3 : 0; i < len; i++) {
		if ((unsigned char)bytes[i] < 0x80)
			continue;
		n = multibyte(bytes + i, len - i);
		if (n > 0) {
			good++;
			i += n - 1;
		} else if (bad++ == 0) {
			first = i;
		}
	}
	if (bad > 0 && (bom || good > bad))
		return problem_set(why, PROBLEM_INPUT, "Regel %ld: een teken "
		    "dat geen UTF-8 is, in een bestand dat dat verder wel is.",
		    line_of(bytes, first));
	if (bad > 0) {
		*encoding = "Windows-1252";
		return from_cp1252(out, bytes, len, why);
	}
	*encoding = "UTF-8";
	text_add(out, bytes + (bom ? 3 : 0), len - (bom ? 3 : 0));
	return DONE;
}

/* The most frequent one outside quotes in the first line that says anything. */
static char
guess_delimiter(const char *s, size_t len)
{
	size_t semicolons = 0, tabs = 0, commas = 0;
	bool quoted = false, said = false;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			quoted = !quoted;
		if (!quoted && (s[i] == '\n' || s[i] == '\r')) {
			if (said)
				break;
			semicolons = tabs = commas = 0;
		}
		if (s[i] != ' ' && s[i] != '\t' && s[i] != '\n' &&
		    s[i] != '\r')
			said = true;
		if (!quoted && s[i] == ';')
			semicolons++;
		else if (!quoted && s[i] == '\t')
			tabs++;
		else if (!quoted && s[i] == ',')
			commas++;
	}
	if (semicolons >= tabs && semicolons >= commas)
		return ';';
	return tabs >= commas ? '\t' : ',';
}

static void
cell_done(void *cell, size_t len, void *state)
{
	struct reading *r = state;
	const char *s = cell;
	char *copy;

	if (!r->row_open) {
		r->row_open = true;
		r->row_line = r->line;
	}
	while (len > 0 && strchr(" \t\r\n", *s) != NULL)
		s++, len--;
	while (len > 0 && strchr(" \t\r\n", s[len - 1]) != NULL)
		len--;
	if (len > CSV_CELL_MAX && r->fault == FINE) {
		r->fault = LONG_CELL;
		r->fault_line = r->row_line;
	}
	if (r->cells.len / sizeof(copy) >= CSV_CELLS_MAX) {
		if (r->fault == FINE) {
			r->fault = TOO_MANY_CELLS;
			r->fault_line = r->row_line;
		}
		return;
	}
	if (r->fault != FINE)
		return;
	copy = malloc(len + 1);
	if (copy == NULL)
		die("out of memory");
	memcpy(copy, s, len);
	copy[len] = '\0';
	r->row_filled |= len > 0;
	text_add(&r->cells, (const char *)&copy, sizeof(copy));
}

static void
row_forget(struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		explicit_bzero(row->cells[i], strlen(row->cells[i]));
		free(row->cells[i]);
	}
	free(row->cells);
}

static void
row_done(int terminator, void *state)
{
	struct reading *r = state;
	struct csv_row row = { .line = r->row_line };

	(void)terminator;
	row.count = r->cells.len / sizeof(char *);
	row.cells = malloc(r->cells.len + 1);
	if (row.cells == NULL)
		die("out of memory");
	if (row.count > 0)
		memcpy(row.cells, r->cells.bytes, r->cells.len);
	text_clear(&r->cells);
	r->row_open = false;
	if (!r->row_filled || r->fault != FINE ||
	    r->table.count == CSV_ROWS_MAX) {
		if (r->row_filled && r->fault == FINE) {
			r->fault = TOO_MANY_ROWS;
			r->fault_line = row.line;
		}
		row_forget(&row);
		r->row_filled = false;
		return;
	}
	r->row_filled = false;
	if (r->table.count == r->row_room) {
		r->row_room = r->row_room == 0 ? 64 : r->row_room * 2;
		r->table.rows = realloc(r->table.rows,
		    r->row_room * sizeof(row));
		if (r->table.rows == NULL)
			die("out of memory");
	}
	r->table.rows[r->table.count++] = row;
}

/* Bytes of the physical line at s, its end included. */
static size_t
line_length(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\n')
			return i + 1;
		if (s[i] == '\r')
			return i + 1 < len && s[i + 1] == '\n' ? i + 2 : i + 1;
	}
	return len;
}

static bool
line_blank(const char *s, size_t len, char delimiter)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] == delimiter || strchr(" \t\r\n", s[i]) == NULL)
			return false;
	return true;
}

static enum outcome
fault_said(const struct reading *r, struct problem *why)
{
	switch (r->fault) {
	case TOO_MANY_ROWS:
		return problem_set(why, PROBLEM_INPUT, "Regel %ld: meer dan "
		    "%d rijen.", r->fault_line, CSV_ROWS_MAX);
	case TOO_MANY_CELLS:
		return problem_set(why, PROBLEM_INPUT, "Regel %ld: meer dan "
		    "%d velden.", r->fault_line, CSV_CELLS_MAX);
	case LONG_CELL:
		return problem_set(why, PROBLEM_INPUT, "Regel %ld: een veld "
		    "van meer dan %d bytes.", r->fault_line, CSV_CELL_MAX);
	case FINE:
		break;
	}
	return DONE;
}

/*
 * Line by line, since libcsv does not say where it is. A row that spans lines
 * (quoted line breaks) is named by its first.
 */
static enum outcome
feed(struct reading *r, struct csv_parser *p, const char *s, size_t len,
    struct problem *why)
{
	size_t n;

	for (; len > 0; s += n, len -= n, r->line++) {
		n = line_length(s, len);
		if (!r->row_open && !line_blank(s, n, r->table.delimiter)) {
			r->row_open = true;
			r->row_line = r->line;
		}
		if (csv_parse(p, s, n, cell_done, row_done, r) == n)
			continue;
		if (csv_error(p) != CSV_EPARSE)
			return log_failed("csv: %s",
			    csv_strerror(csv_error(p)));
		return problem_set(why, PROBLEM_INPUT, "Regel %ld: een "
		    "aanhalingsteken (\") op een plaats waar dat niet kan.",
		    r->line);
	}
	if (csv_fini(p, cell_done, row_done, r) != 0)
		return problem_set(why, PROBLEM_INPUT, "Regel %ld: een "
		    "aanhalingsteken (\") dat nergens wordt gesloten.",
		    r->row_line);
	return fault_said(r, why);
}

/* Excel's own first line: "sep=;". Returns its length, or 0. */
static size_t
separator_line(const char *s, size_t len, char *delimiter)
{
	size_t n = line_length(s, len);

	if (n < 5 || memcmp(s, "sep=", 4) != 0 || strchr(";,\t", s[4]) == NULL
	    || (n > 5 && s[5] != '\r' && s[5] != '\n'))
		return 0;
	*delimiter = s[4];
	return n;
}

enum outcome
csv_table_read(struct csv_table *out, const char *bytes, size_t len,
    struct problem *why)
{
	struct reading r = { .line = 1 };
	struct csv_parser p;
	struct text utf8 = { 0 };
	enum outcome o;
	size_t skip;

	if (len > CSV_BYTES_MAX)
		return problem_set(why, PROBLEM_INPUT, "Het bestand is groter "
		    "dan %d MB.", CSV_BYTES_MAX / 1024 / 1024);
	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return log_failed("csv: no parser");
	o = decode(&utf8, &r.table.encoding, bytes, len, why);
	if (o != DONE || utf8.len == 0)
		goto out;
	skip = separator_line(utf8.bytes, utf8.len, &r.table.delimiter);
	if (skip > 0)
		r.line++;
	else
		r.table.delimiter = guess_delimiter(utf8.bytes, utf8.len);
	csv_set_delim(&p, (unsigned char)r.table.delimiter);
	o = feed(&r, &p, utf8.bytes + skip, utf8.len - skip, why);
out:
	if (o == DONE && r.table.count == 0)
		o = problem_set(why, PROBLEM_INPUT, "Het bestand is leeg.");
	r.row_filled = false;
	row_done(-1, &r);	/* what a broken row left behind */
	if (o == DONE)
		*out = r.table;
	else
		csv_table_free(&r.table);
	csv_free(&p);
	text_free(&r.cells);
	text_free(&utf8);
	return o;
}

void
csv_table_free(struct csv_table *t)
{
	for (size_t i = 0; i < t->count; i++)
		row_forget(&t->rows[i]);
	free(t->rows);
	*t = (struct csv_table){ 0 };
}
