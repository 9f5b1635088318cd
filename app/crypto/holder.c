/*
 * holder.c - opening codes and the shares they open. Refuses to know who
 * holds a code and where sealed shares are kept.
 *
 * A code is 25 digits of Crockford's base32 (125 random bits) and a 26th that
 * checks them: over GF(32), polynomial x^5 + x^2 + 1, with a = x, the sum of
 * digit[i] * a^(25 - i) over all 26 is zero. The order of a is 31, so every
 * single wrong character and every swap of two is noticed, within the same 32
 * letters and digits (Crockford's own check needs five more signs).
 */
#include "crypto/holder.h"

#include <libgfshare.h>
#include <sodium.h>
#include <string.h>

#include "base/log.h"
#include "crypto/digest.h"
#include "crypto/keyfile.h"

#define CODE_DIGITS 25
#define CODE_GROUP 5
#define UUID_CHARS 36
#define SHARES_MAX 255

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* One step of the check: sum * a + digit. */
static unsigned int
check_step(unsigned int sum, unsigned int digit)
{
	sum <<= 1;
	if (sum & 32)
		sum ^= 37;
	return sum ^ digit;
}

/* Writes 26 digits in groups of five, the last of six: a check digit that
 * stood alone would be overlooked. */
static void
print_code(char code[CODE_CHARS_MAX],
    const unsigned char digits[CODE_DIGITS + 1])
{
	size_t i, at = 0;

	for (i = 0; i <= CODE_DIGITS; i++) {
		if (i > 0 && i < CODE_DIGITS && i % CODE_GROUP == 0)
			code[at++] = '-';
		code[at++] = alphabet[digits[i]];
	}
	code[at] = '\0';
}

void
crypto_code_new(char code[CODE_CHARS_MAX])
{
	unsigned char digits[CODE_DIGITS + 1];
	unsigned int sum = 0;
	size_t i;

	randombytes_buf(digits, CODE_DIGITS);
	for (i = 0; i < CODE_DIGITS; i++) {
		digits[i] &= 31;
		sum = check_step(sum, digits[i]);
	}
	digits[CODE_DIGITS] = (unsigned char)check_step(sum, 0);
	print_code(code, digits);
	sodium_memzero(digits, sizeof(digits));
}

/* The digit a person meant, -1 for a character to skip, -2 for none. */
static int
digit_meant(char c)
{
	const char *found;

	if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n')
		return -1;
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	else if (c == 'I' || c == 'L')
		c = '1';
	if (c == '\0' || (found = strchr(alphabet, c)) == NULL)
		return -2;
	return (int)(found - alphabet);
}

bool
crypto_code_read(char code[CODE_CHARS_MAX], const char *typed, size_t len)
{
	unsigned char digits[CODE_DIGITS + 1];
	unsigned int sum = 0;
	size_t i, at = 0;
	bool right = false;
	int digit;

	for (i = 0; i < len; i++) {
		digit = digit_meant(typed[i]);
		if (digit == -1)
			continue;
		if (digit < 0 || at > CODE_DIGITS)
			goto out;
		sum = check_step(sum, (unsigned int)digit);
		digits[at++] = (unsigned char)digit;
	}
	if (at != CODE_DIGITS + 1 || sum != 0)
		goto out;
	print_code(code, digits);
	right = true;
out:
	sodium_memzero(digits, sizeof(digits));
	return right;
}

/*
 * No Argon2id here: stretching helps secrets that can be guessed, and 125
 * random bits cannot. Wave and name are salt: the same code elsewhere would
 * give another pair.
 */
void
crypto_code_pair(unsigned char public_key[32], unsigned char secret_key[32],
    const char *code, const char *wave_id, const char *holder)
{
	const struct digest_part parts[] = {
		{ wave_id, UUID_CHARS }, { holder, strlen(holder) },
	};
	char canonical[CODE_CHARS_MAX];
	unsigned char seed[DIGEST_BYTES];

	REQUIRE(strlen(wave_id) == UUID_CHARS);
	REQUIRE(crypto_code_read(canonical, code, strlen(code)));
	crypto_digest(seed, (const unsigned char *)canonical,
	    strlen(canonical), "aoj/1/holder", parts, 2);
	REQUIRE(crypto_box_seed_keypair(public_key, secret_key, seed) == 0);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(canonical, sizeof(canonical));
}

bool
crypto_public_is(const unsigned char a[32], const unsigned char b[32])
{
	return sodium_memcmp(a, b, 32) == 0;
}

/* Splits secret and seals share i (x coordinate i + 1) to holder i. */
static enum outcome
split(unsigned char (*shares)[SEALED_SHARE_BYTES],
    const unsigned char (*holders)[32], size_t count, size_t needed,
    unsigned char *secret)
{
	enum outcome outcome = FAILED;
	unsigned char numbers[SHARES_MAX];
	unsigned char *share = crypto_secret_new(SHARE_BYTES);
	gfshare_ctx *ctx;
	size_t i;

	for (i = 0; i < count; i++)
		numbers[i] = (unsigned char)(i + 1);
	ctx = gfshare_ctx_init_enc(numbers, (unsigned int)count,
	    (unsigned char)needed, BOX_KEY_BYTES);
	if (ctx == NULL) {
		log_failed("no memory to split the secret of a box");
		goto out;
	}
	gfshare_ctx_enc_setsecret(ctx, secret);
	for (i = 0; i < count; i++) {
		share[0] = numbers[i];
		gfshare_ctx_enc_getshare(ctx, (unsigned char)i, share + 1);
		if (crypto_box_seal(shares[i], share, SHARE_BYTES,
		    holders[i]) != 0) {
			log_failed("a holder's public key is not a key");
			goto out;
		}
	}
	outcome = DONE;
out:
	if (ctx != NULL)
		gfshare_ctx_free(ctx);	/* fills it with randomness first */
	crypto_secret_free(share);
	return outcome;
}

enum outcome
crypto_box_make(unsigned char public_key[BOX_KEY_BYTES],
    unsigned char result_public[SIGN_PUBLIC_BYTES],
    unsigned char (*shares)[SEALED_SHARE_BYTES],
    const unsigned char (*holders)[32], size_t count, size_t needed)
{
	unsigned char public_half[BOX_KEY_BYTES];
	unsigned char *secret = crypto_secret_new(BOX_KEY_BYTES);
	unsigned char *seed = crypto_secret_new(SIGN_SEED_BYTES);
	enum outcome outcome;

	REQUIRE(count >= 1 && count <= SHARES_MAX);
	REQUIRE(needed >= 1 && needed <= count);
	REQUIRE(crypto_box_keypair(public_half, secret) == 0);
	outcome = split(shares, holders, count, needed, secret);
	if (outcome == DONE) {
		memcpy(public_key, public_half, BOX_KEY_BYTES);
		crypto_result_seed(seed, secret);
		crypto_sign_public(result_public, seed);
	}
	crypto_secret_free(seed);
	crypto_secret_free(secret);
	return outcome;
}

enum outcome
crypto_share_open(unsigned char share[SHARE_BYTES],
    const unsigned char sealed[SEALED_SHARE_BYTES],
    const unsigned char public_key[32], const unsigned char secret_key[32])
{
	if (crypto_box_seal_open(share, sealed, SEALED_SHARE_BYTES,
	    public_key, secret_key) != 0)
		return REFUSED;
	return DONE;
}

enum outcome
crypto_box_recombine(unsigned char secret_key[BOX_KEY_BYTES],
    const unsigned char public_key[BOX_KEY_BYTES],
    const unsigned char (*shares)[SHARE_BYTES], size_t needed)
{
	enum outcome outcome = REFUSED;
	unsigned char numbers[SHARES_MAX], public_half[BOX_KEY_BYTES];
	unsigned char *copy = crypto_secret_new(2 * BOX_KEY_BYTES);
	unsigned char *secret = copy + BOX_KEY_BYTES;
	gfshare_ctx *ctx = NULL;
	size_t i, j;

	REQUIRE(needed >= 1 && needed <= SHARES_MAX);
	for (i = 0; i < needed; i++) {
		numbers[i] = shares[i][0];
		/* Interpolation divides by the difference of two. */
		for (j = 0; j < i; j++)
			if (numbers[j] == numbers[i])
				goto out;
		if (numbers[i] == 0)
			goto out;
	}
	ctx = gfshare_ctx_init_dec(numbers, (unsigned int)needed,
	    BOX_KEY_BYTES);
	if (ctx == NULL) {
		outcome = log_failed("no memory to open a box");
		goto out;
	}
	for (i = 0; i < needed; i++) {
		memcpy(copy, shares[i] + 1, BOX_KEY_BYTES);
		gfshare_ctx_dec_giveshare(ctx, (unsigned char)i, copy);
	}
	gfshare_ctx_dec_extract(ctx, secret);
	if (crypto_scalarmult_base(public_half, secret) != 0 ||
	    sodium_memcmp(public_half, public_key, BOX_KEY_BYTES) != 0)
		goto out;
	memcpy(secret_key, secret, BOX_KEY_BYTES);
	outcome = DONE;
out:
	if (ctx != NULL)
		gfshare_ctx_free(ctx);
	crypto_secret_free(copy);
	return outcome;
}
