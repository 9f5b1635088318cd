/*
 * fuzz_text.c - any bytes as a text field: what is normalised is UTF-8 without
 * controls, and normalising once more changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	char *once = text_normalise(s, size), *twice, cut[16];
	size_t len;

	REQUIRE((once != NULL) == text_is_utf8(s, size));
	if (once == NULL)
		return 0;
	len = strlen(once);
	REQUIRE(text_is_utf8(once, len));
	REQUIRE(!text_has_control(once, len, true));
	REQUIRE(text_chars(once, len) <= len);
	twice = text_normalise(once, len);
	REQUIRE(twice != NULL && strcmp(once, twice) == 0);
	text_copy(cut, sizeof(cut), once);
	REQUIRE(strlen(cut) < sizeof(cut));
	REQUIRE(text_is_utf8(cut, strlen(cut)));
	free(once);
	free(twice);
	return 0;
}
