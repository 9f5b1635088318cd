/*
 * fuzz_token.c - links, as anybody may type them: what is read prints back as
 * the same characters, and a form value never fits by accident.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/keyfile.h"
#include "crypto/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct token fixed = { "fifteen letters" };
	char text[TOKEN_CHARS + 1], right[FORM_CHARS + 1];
	const char *typed = (const char *)data;
	struct token t;

	crypto_open();
	if (crypto_token_read(&t, typed, size)) {
		crypto_token_print(text, &t);
		if (size != TOKEN_CHARS || memcmp(text, typed, size) != 0)
			abort();
	}
	crypto_form(right, &fixed);
	if (crypto_form_is(&fixed, typed, size) &&
	    (size != FORM_CHARS || memcmp(right, typed, size) != 0))
		abort();
	return 0;
}
