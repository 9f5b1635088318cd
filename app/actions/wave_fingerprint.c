/*
 * wave_fingerprint.c - hands a wave's public keys to the crypto room.
 */
#include "actions/wave_fingerprint.h"

#include "crypto/envelope.h"

void
wave_fingerprint(char *out, const struct wave *w)
{
	const struct box_identity identity = {
		.box = w->box_public_key, .result = w->result_public_key,
		.list = w->list_public_key, .needed = w->holders_needed,
		.halves = (const unsigned char (*)[32])w->holder_publics,
		.count = w->holder_count,
	};

	crypto_fingerprint(out, &identity);
}
