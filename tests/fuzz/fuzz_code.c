/*
 * fuzz_code.c - opening codes, as people type them: what is read prints in
 * one way, reads back to itself, and gives a pair.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/holder.h"
#include "crypto/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";
	char code[CODE_CHARS_MAX], again[CODE_CHARS_MAX];
	unsigned char public_key[32], secret_key[32];

	crypto_open();
	if (!crypto_code_read(code, (const char *)data, size))
		return 0;
	if (!crypto_code_read(again, code, strlen(code)) ||
	    strcmp(code, again) != 0)
		abort();
	crypto_code_pair(public_key, secret_key, code, wave, "Ans");
	return 0;
}
