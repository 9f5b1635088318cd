/*
 * sealed.c - padded records under a symmetric key. Refuses to know what is in
 * them and where keys come from.
 */
#include "crypto/sealed.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES

_Static_assert(NONCE_BYTES + TAG_BYTES == SEALED_OVERHEAD, "sealed layout");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES ==
    SEALED_KEY_BYTES, "sealed key");

/*
 * How many of the bytes are not padding: 0x80 and zeros at the end (ISO/IEC
 * 7816-4), at least one and at most a step of them. False when there is no
 * such end. Not in constant time, which would cost more than the cipher: what
 * is looked at was authenticated before, so nobody can try paddings, and how
 * long a draft is shows in the time it takes to be read in any case.
 */
static bool
unpad(const unsigned char *padded, size_t len, size_t step, size_t *plain_len)
{
	const unsigned char *mark = memrchr(padded + len - step, 0x80, step);
	const unsigned char *end = padded + len;

	if (mark == NULL)
		return false;
	/* All zeros: each is as the one before it. */
	if (mark + 1 < end && (mark[1] != 0 || memcmp(mark + 1, mark + 2,
	    (size_t)(end - mark) - 2) != 0))
		return false;
	*plain_len = (size_t)(mark - padded);
	return true;
}

void
crypto_sealed_add(struct text *out, const unsigned char key[SEALED_KEY_BYTES],
    size_t step, const unsigned char *bound, size_t bound_len,
    const char *plain, size_t len)
{
	size_t padded = (len / step + 1) * step;
	unsigned char *nonce, *body;

	text_reserve(out, padded + SEALED_OVERHEAD);
	nonce = (unsigned char *)out->bytes + out->len;
	body = nonce + NONCE_BYTES;
	randombytes_buf(nonce, NONCE_BYTES);
	if (len > 0)
		memcpy(body, plain, len);
	body[len] = 0x80;
	memset(body + len + 1, 0, padded - len - 1);
	REQUIRE(crypto_aead_xchacha20poly1305_ietf_encrypt(body, NULL, body,
	    padded, bound, bound_len, NULL, nonce, key) == 0);
	out->len += padded + SEALED_OVERHEAD;
	out->bytes[out->len] = '\0';
}

enum outcome
crypto_sealed_open(struct text *out,
    const unsigned char key[SEALED_KEY_BYTES], size_t step,
    const unsigned char *bound, size_t bound_len,
    const unsigned char *sealed, size_t len)
{
	size_t padded, plain_len;
	unsigned char *plain;

	if (len < step + SEALED_OVERHEAD ||
	    (len - SEALED_OVERHEAD) % step != 0)
		return REFUSED;
	padded = len - SEALED_OVERHEAD;
	text_reserve(out, padded);
	plain = (unsigned char *)out->bytes + out->len;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
	    sealed + NONCE_BYTES, padded + TAG_BYTES, bound, bound_len,
	    sealed, key) != 0 ||
	    !unpad(plain, padded, step, &plain_len)) {
		sodium_memzero(plain, padded);
		return REFUSED;
	}
	out->len += plain_len;
	out->bytes[out->len] = '\0';
	return DONE;
}
