/*
 * sealed.c - padded records under a symmetric key. Refuses to know what is in
 * them and where keys come from.
 */
#include "crypto/sealed.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(NONCE_BYTES + TAG_BYTES == SEALED_OVERHEAD, "sealed layout");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES ==
    SEALED_KEY_BYTES, "sealed key");

void
crypto_sealed_add(struct text *out, const unsigned char key[SEALED_KEY_BYTES],
    size_t step, const unsigned char *bound, size_t bound_len,
    const char *plain, size_t len)
{
	size_t padded = (len / step + 1) * step, reached;
	unsigned char *buffer, *body;

	if ((buffer = malloc(padded + SEALED_OVERHEAD)) == NULL)
		die("out of memory");
	body = buffer + NONCE_BYTES;
	randombytes_buf(buffer, NONCE_BYTES);
	if (len > 0)
		memcpy(body, plain, len);
	REQUIRE(sodium_pad(&reached, body, len, step, padded) == 0 &&
	    reached == padded);
	REQUIRE(crypto_aead_xchacha20poly1305_ietf_encrypt(body, NULL, body,
	    padded, bound, bound_len, NULL, buffer, key) == 0);
	text_add(out, (const char *)buffer, padded + SEALED_OVERHEAD);
	free(buffer);
}

enum outcome
crypto_sealed_open(struct text *out,
    const unsigned char key[SEALED_KEY_BYTES], size_t step,
    const unsigned char *bound, size_t bound_len,
    const unsigned char *sealed, size_t len)
{
	enum outcome outcome = REFUSED;
	unsigned char *plain = NULL;
	size_t padded, plain_len;

	if (len < step + SEALED_OVERHEAD ||
	    (len - SEALED_OVERHEAD) % step != 0)
		return REFUSED;
	padded = len - SEALED_OVERHEAD;
	if ((plain = malloc(padded)) == NULL)
		die("out of memory");
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
	    sealed + NONCE_BYTES, padded + TAG_BYTES, bound, bound_len,
	    sealed, key) != 0)
		goto out;
	if (sodium_unpad(&plain_len, plain, padded, step) != 0)
		goto out;
	text_add(out, (const char *)plain, plain_len);
	outcome = DONE;
out:
	sodium_memzero(plain, padded);
	free(plain);
	return outcome;
}
