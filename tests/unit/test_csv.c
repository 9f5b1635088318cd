/*
 * test_csv.c - promises about tables as spreadsheets write them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "formats/csv.h"

static struct csv_table
read_table(const char *bytes, size_t len)
{
	struct csv_table t = { 0 };
	struct problem why = { 0 };

	if (csv_table_read(&t, bytes, len, &why) != DONE)
		fail_msg("refused: %s", why.text);
	return t;
}

static void
assert_refused(const char *bytes, size_t len, const char *says)
{
	struct csv_table t = { 0 };
	struct problem why = { 0 };

	assert_int_equal(csv_table_read(&t, bytes, len, &why), REFUSED);
	assert_null(t.rows);
	if (strstr(why.text, says) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", why.text, says);
}
#define REFUSES(s, says) assert_refused((s), sizeof(s) - 1, (says))

/* The same three rows, however they are written. */
static void
assert_people(const char *bytes, size_t len, char delimiter,
    const char *encoding)
{
	struct csv_table t = read_table(bytes, len);

	assert_int_equal(t.count, 3);
	assert_int_equal(t.delimiter, delimiter);
	assert_string_equal(t.encoding, encoding);
	assert_int_equal(t.rows[0].count, 3);
	assert_string_equal(t.rows[0].cells[0], "email");
	assert_string_equal(t.rows[1].cells[1], "René, \"de\" Vries; ib");
	assert_string_equal(t.rows[2].cells[0], "b@example.org");
	assert_string_equal(t.rows[2].cells[2], "€ 5");
	assert_int_equal(t.rows[0].line, 1);
	assert_int_equal(t.rows[1].line, 2);
	assert_int_equal(t.rows[2].line, 3);
	csv_table_free(&t);
	assert_null(t.rows);
}
#define PEOPLE(s, delimiter, encoding) \
	assert_people((s), sizeof(s) - 1, (delimiter), (encoding))

#define ROW_1(d, e) "a@example.org" d "\"Ren" e ", \"\"de\"\" Vries; ib\"" d "x"

static void
delimiters_and_encodings_are_guessed(void **state)
{
	(void)state;
	PEOPLE("email;naam;x\r\n" ROW_1(";", "é") "\r\nb@example.org;;€ 5\r\n",
	    ';', "UTF-8");
	PEOPLE("email,naam,x\n" ROW_1(",", "é") "\nb@example.org,,€ 5\n",
	    ',', "UTF-8");
	PEOPLE("email\tnaam\tx\n" ROW_1("\t", "é") "\nb@example.org\t\t€ 5",
	    '\t', "UTF-8");
	PEOPLE("\xEF\xBB\xBF" "email;naam;x\n" ROW_1(";", "é")
	    "\nb@example.org;;€ 5\n", ';', "UTF-8");
	PEOPLE("email;naam;x\r\n" ROW_1(";", "\xE9")
	    "\r\nb@example.org;;\x80 5\r\n", ';', "Windows-1252");
	PEOPLE("email;naam;x\r" ROW_1(";", "é") "\rb@example.org;;€ 5\r",
	    ';', "UTF-8");
}

static void
the_first_address_survives_a_byte_order_mark(void **state)
{
	struct csv_table t;

	(void)state;
	t = read_table("\xEF\xBB\xBF" "\"email\";x\n1;2\n", 17);
	assert_string_equal(t.rows[0].cells[0], "email");
	csv_table_free(&t);
}

static void
excels_own_first_line_names_the_delimiter(void **state)
{
	static const char s[] = "sep=,\r\na;b,c\r\n1,2\r\n";
	struct csv_table t = read_table(s, sizeof(s) - 1);

	(void)state;
	assert_int_equal(t.count, 2);
	assert_string_equal(t.rows[0].cells[0], "a;b");
	assert_int_equal(t.rows[0].line, 2);
	csv_table_free(&t);
}

static void
a_row_is_named_by_the_line_it_begins_on(void **state)
{
	static const char s[] = "a;b\n\n\"x\n\ny\";1\n ; \n  \nz;2\n";
	struct csv_table t = read_table(s, sizeof(s) - 1);

	(void)state;
	assert_int_equal(t.count, 3);
	assert_int_equal(t.rows[1].line, 3);
	assert_string_equal(t.rows[1].cells[0], "x\n\ny");
	assert_int_equal(t.rows[2].line, 8);
	csv_table_free(&t);
}

static void
cells_lose_the_space_around_them(void **state)
{
	static const char s[] = "  a ;\" b \"; \n";
	struct csv_table t = read_table(s, sizeof(s) - 1);

	(void)state;
	assert_int_equal(t.rows[0].count, 3);
	assert_string_equal(t.rows[0].cells[0], "a");
	assert_string_equal(t.rows[0].cells[1], "b");
	assert_string_equal(t.rows[0].cells[2], "");
	csv_table_free(&t);
}

static void
what_cannot_be_read_is_named_with_its_line(void **state)
{
	(void)state;
	REFUSES("", "leeg");
	REFUSES("\n \n;;\n", "leeg");
	REFUSES("a;b\nx;\"y\nz;1\n", "Regel 2: een aanhalingsteken");
	REFUSES("a;b\n1;2\nx\"y;1\n", "Regel 3: een aanhalingsteken");
	REFUSES("a;b\n\"x\"y;1\n", "Regel 2: een aanhalingsteken");
	REFUSES("a;b\nx\0y;1\n", "Regel 2: een NUL");
	REFUSES("\xFF\xFE" "a\0b\0", "UTF-16");
	REFUSES("a;b\n1;2\n\x81;2\n", "Regel 3: een teken dat");
	/* Mostly good UTF-8 is not read as something else. */
	REFUSES("\xEF\xBB\xBF" "a;b\n\xE9;1\n", "Regel 2: een teken dat geen");
	REFUSES("é;ë\nü;\xE9\n", "Regel 2: een teken dat geen UTF-8");
}

static void
absurd_sizes_are_refused(void **state)
{
	size_t len = CSV_CELL_MAX + 10;
	char *s = malloc(len + 1);

	(void)state;
	memset(s, 'x', len);
	s[1] = '\n';
	s[len] = '\0';
	assert_refused(s, len, "Regel 2: een veld van meer dan");
	memset(s, ';', 2 * CSV_CELLS_MAX);
	s[2 * CSV_CELLS_MAX - 1] = 'x';
	assert_refused(s, 2 * CSV_CELLS_MAX, "Regel 1: meer dan");
	free(s);
	s = malloc(2 * CSV_ROWS_MAX + 4);
	for (size_t i = 0; i < CSV_ROWS_MAX + 2; i++)
		memcpy(s + 2 * i, "x\n", 2);
	assert_refused(s, 2 * CSV_ROWS_MAX + 4, "meer dan 200000 rijen");
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delimiters_and_encodings_are_guessed),
		cmocka_unit_test(the_first_address_survives_a_byte_order_mark),
		cmocka_unit_test(excels_own_first_line_names_the_delimiter),
		cmocka_unit_test(a_row_is_named_by_the_line_it_begins_on),
		cmocka_unit_test(cells_lose_the_space_around_them),
		cmocka_unit_test(what_cannot_be_read_is_named_with_its_line),
		cmocka_unit_test(absurd_sizes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
