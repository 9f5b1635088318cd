/*
 * db_array.c - arrays as parameters, in PostgreSQL's own notation with every
 * element quoted. Refuses to know what is in them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "storage/db.h"

static void
begin(struct text *array)
{
	text_puts(array, array->len == 0 ? "{" : ",");
}

void
db_array_add(struct text *array, const char *value)
{
	size_t plain;

	begin(array);
	if (value == NULL) {
		text_puts(array, "NULL");
		return;
	}
	text_puts(array, "\"");
	while (*value != '\0') {
		plain = strcspn(value, "\"\\");
		text_add(array, value, plain);
		value += plain;
		if (*value != '\0') {
			text_puts(array, "\\");
			text_add(array, value++, 1);
		}
	}
	text_puts(array, "\"");
}

void
db_array_add_bytes(struct text *array, const unsigned char *bytes, size_t len)
{
	char *hex = malloc(2 * len + 1);

	if (hex == NULL)
		die("out of memory");
	text_hex(hex, bytes, len);
	begin(array);
	text_puts(array, "\"\\\\x");
	text_add(array, hex, 2 * len);
	text_puts(array, "\"");
	explicit_bzero(hex, 2 * len);
	free(hex);
}

void
db_array_end(struct text *array)
{
	if (array->len == 0)
		begin(array);
	text_puts(array, "}");
}
