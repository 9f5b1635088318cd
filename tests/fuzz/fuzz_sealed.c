/*
 * fuzz_sealed.c - sealed things as a damaged database may give them back:
 * drafts, contacts, envelopes and shares that nobody sealed do not open.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "crypto/contact.h"
#include "crypto/draft.h"
#include "crypto/envelope.h"
#include "crypto/holder.h"
#include "crypto/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char id[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";
	static const unsigned char key[32] = "not a secret, for this test only";
	static const struct token token = { "fifteen letters" };
	unsigned char share[SHARE_BYTES], secret[32];
	unsigned char (*shares)[SHARE_BYTES];
	struct text out = { NULL, 0, 0 };
	unsigned char *plain;
	size_t len;

	crypto_open();
	if (crypto_draft_open(&out, key, id, &token, 1024, data, size) ==
	    DONE ||
	    crypto_contact_open(&out, key, "invitee", id, id, data,
	    size) == DONE)
		abort();
	text_free(&out);
	plain = malloc(size + 1);
	if (plain == NULL || crypto_envelope_open(plain, &len, data, size, key,
	    key) == DONE)
		abort();
	free(plain);
	if (size >= SEALED_SHARE_BYTES &&
	    crypto_share_open(share, data, key, key) == DONE)
		abort();
	/* Shares from a broken table: any number of them, any x at all. */
	len = size / SHARE_BYTES > 255 ? 255 : size / SHARE_BYTES;
	if (len > 0) {
		shares = malloc(len * SHARE_BYTES);
		if (shares == NULL)
			abort();
		memcpy(shares, data, len * SHARE_BYTES);
		if (crypto_box_recombine(secret, key,
		    (const unsigned char (*)[SHARE_BYTES])shares,
		    len) == DONE)
			abort();
		free(shares);
	}
	return 0;
}
