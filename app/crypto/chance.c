/*
 * chance.c - uniform randomness. Refuses to know what is being shuffled.
 */
#include "crypto/chance.h"

#include <sodium.h>
#include <stdio.h>

#include "base/log.h"

void
crypto_random(void *out, size_t len)
{
	randombytes_buf(out, len);
}

uint32_t
crypto_random_below(uint32_t below)
{
	REQUIRE(below > 0);
	return randombytes_uniform(below);
}

void
crypto_shuffle(size_t *order, size_t count)
{
	size_t i, j;

	REQUIRE(count <= UINT32_MAX);
	for (i = 0; i < count; i++) {
		j = randombytes_uniform((uint32_t)i + 1);
		if (j != i)
			order[i] = order[j];
		order[j] = i;
	}
}

void
crypto_uuid(char out[37])
{
	unsigned char b[16];
	size_t i, at = 0;

	randombytes_buf(b, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	for (i = 0; i < sizeof(b); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[at++] = '-';
		at += (size_t)snprintf(out + at, 37 - at, "%02x", b[i]);
	}
}
