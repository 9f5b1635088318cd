/*
 * signature.c - signing and checking. Refuses to know what a text says.
 */
#include "crypto/signature.h"

#include <sodium.h>

#include "base/log.h"
#include "crypto/digest.h"
#include "crypto/keyfile.h"

_Static_assert(SIGN_SEED_BYTES == crypto_sign_SEEDBYTES &&
    SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES &&
    SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519");

/* secret: crypto_sign_SECRETKEYBYTES of locked memory. */
static void
make_pair(unsigned char public_key[SIGN_PUBLIC_BYTES], unsigned char *secret,
    const unsigned char *seed)
{
	REQUIRE(crypto_sign_seed_keypair(public_key, secret, seed) == 0);
}

static void
hash_text(unsigned char out[DIGEST_BYTES], const char *label,
    const char *bytes, size_t len)
{
	const struct digest_part part = { bytes, len };

	crypto_digest(out, NULL, 0, label, &part, 1);
}

void
crypto_sign_public(unsigned char out[SIGN_PUBLIC_BYTES],
    const unsigned char seed[SIGN_SEED_BYTES])
{
	unsigned char *secret = crypto_secret_new(crypto_sign_SECRETKEYBYTES);

	make_pair(out, secret, seed);
	crypto_secret_free(secret);
}

void
crypto_sign_text(unsigned char out[SIGNATURE_BYTES],
    const unsigned char seed[SIGN_SEED_BYTES], const char *label,
    const char *bytes, size_t len)
{
	unsigned char *secret = crypto_secret_new(crypto_sign_SECRETKEYBYTES);
	unsigned char public_key[SIGN_PUBLIC_BYTES], hash[DIGEST_BYTES];

	make_pair(public_key, secret, seed);
	hash_text(hash, label, bytes, len);
	REQUIRE(crypto_sign_detached(out, NULL, hash, sizeof(hash),
	    secret) == 0);
	crypto_secret_free(secret);
}

bool
crypto_sign_is(const unsigned char signature[SIGNATURE_BYTES],
    const unsigned char public_key[SIGN_PUBLIC_BYTES], const char *label,
    const char *bytes, size_t len)
{
	unsigned char hash[DIGEST_BYTES];

	hash_text(hash, label, bytes, len);
	return crypto_sign_verify_detached(signature, hash, sizeof(hash),
	    public_key) == 0;
}

void
crypto_result_seed(unsigned char out[SIGN_SEED_BYTES],
    const unsigned char box_secret[32])
{
	crypto_digest(out, box_secret, 32, "aoj/1/result-key", NULL, 0);
}
