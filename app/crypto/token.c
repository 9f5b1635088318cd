/*
 * token.c - the personal link and what is derived from it. Refuses to know
 * who a link belongs to and where any derived value is kept.
 *
 * With key = the token's 16 bytes and nothing after the label:
 *   token_hash "aoj/1/token-hash", draft_id "aoj/1/draft-id", ballot_id
 *   "aoj/1/ballot-id", refusal_id "aoj/1/refusal-id", envelope_key
 *   "aoj/1/envelope-key", form "aoj/1/form",
 *   unsubscribe "aoj/1/unsubscribe".
 * With key = the unsubscribe token's 16 bytes: its hash
 *   "aoj/1/unsubscribe-hash", stop_id "aoj/1/stop-id".
 */
#include "crypto/token.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"
#include "crypto/digest.h"

#define UUID_CHARS 36
#define SPARE_BITS (TOKEN_CHARS * 5 - TOKEN_BYTES * 8)

void
crypto_token_derive(struct token *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *invitation_id)
{
	const struct digest_part parts[] = {
		{ wave_id, UUID_CHARS }, { invitation_id, UUID_CHARS },
	};
	unsigned char hash[DIGEST_BYTES];

	REQUIRE(strlen(wave_id) == UUID_CHARS);
	REQUIRE(strlen(invitation_id) == UUID_CHARS);
	crypto_digest(hash, link_key, LINK_KEY_BYTES, "aoj/1/token", parts, 2);
	memcpy(out->bytes, hash, TOKEN_BYTES);
	sodium_memzero(hash, sizeof(hash));
}

void
crypto_token_print(char *text, const struct token *t)
{
	unsigned int bits = 0, held = 0;
	size_t i, at = 0;

	for (i = 0; i < TOKEN_BYTES; i++) {
		bits = (bits << 8) | t->bytes[i];
		held += 8;
		while (held >= 5) {
			held -= 5;
			text[at++] = "abcdefghijklmnopqrstuvwxyz234567"
			    [(bits >> held) & 31];
		}
		bits &= (1u << held) - 1;
	}
	text[at++] = "abcdefghijklmnopqrstuvwxyz234567"
	    [(bits << (5 - held)) & 31];
	text[at] = '\0';
	REQUIRE(at == TOKEN_CHARS);
}

/* The value of one base32 digit, -1 when it is none. */
static int
digit_value(char c)
{
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	if (c >= '2' && c <= '7')
		return c - '2' + 26;
	return -1;
}

bool
crypto_token_read(struct token *out, const char *text, size_t len)
{
	struct token t;
	unsigned int bits = 0, held = 0;
	size_t i, at = 0;
	int value;

	if (len != TOKEN_CHARS)
		return false;
	for (i = 0; i < len; i++) {
		if ((value = digit_value(text[i])) < 0)
			return false;
		bits = (bits << 5) | (unsigned int)value;
		held += 5;
		if (held >= 8) {
			held -= 8;
			t.bytes[at++] = (unsigned char)(bits >> held);
			bits &= (1u << held) - 1;
		}
	}
	REQUIRE(at == TOKEN_BYTES && held == SPARE_BITS);
	if (bits != 0)
		return false;
	*out = t;
	return true;
}

static void
derive(unsigned char out[DERIVED_BYTES], const struct token *t,
    const char *label)
{
	crypto_digest(out, t->bytes, TOKEN_BYTES, label, NULL, 0);
}

void
crypto_token_hash(unsigned char out[DERIVED_BYTES], const struct token *t)
{
	derive(out, t, "aoj/1/token-hash");
}

void
crypto_draft_id(unsigned char out[DERIVED_BYTES], const struct token *t)
{
	derive(out, t, "aoj/1/draft-id");
}

void
crypto_ballot_id(unsigned char out[DERIVED_BYTES], const struct token *t)
{
	derive(out, t, "aoj/1/ballot-id");
}

void
crypto_refusal_id(unsigned char out[DERIVED_BYTES], const struct token *t)
{
	derive(out, t, "aoj/1/refusal-id");
}

void
crypto_envelope_key(unsigned char out[DERIVED_BYTES], const struct token *t)
{
	derive(out, t, "aoj/1/envelope-key");
}

void
crypto_form(char *text, const struct token *t)
{
	unsigned char hash[DERIVED_BYTES];

	derive(hash, t, "aoj/1/form");
	sodium_bin2base64(text, FORM_CHARS + 1, hash, sizeof(hash),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool
crypto_form_is(const struct token *t, const char *text, size_t len)
{
	char right[FORM_CHARS + 1];

	crypto_form(right, t);
	return len == FORM_CHARS && sodium_memcmp(right, text, len) == 0;
}

void
crypto_unsubscribe(struct token *out, const struct token *t)
{
	unsigned char hash[DERIVED_BYTES];

	derive(hash, t, "aoj/1/unsubscribe");
	memcpy(out->bytes, hash, TOKEN_BYTES);
	sodium_memzero(hash, sizeof(hash));
}

void
crypto_unsubscribe_hash(unsigned char out[DERIVED_BYTES],
    const struct token *unsubscribe)
{
	derive(out, unsubscribe, "aoj/1/unsubscribe-hash");
}

void
crypto_stop_id(unsigned char out[DERIVED_BYTES],
    const struct token *unsubscribe)
{
	derive(out, unsubscribe, "aoj/1/stop-id");
}

void
crypto_link_key_hash(unsigned char out[32],
    const unsigned char link_key[LINK_KEY_BYTES])
{
	crypto_digest(out, link_key, LINK_KEY_BYTES, "aoj/1/link-key",
	    NULL, 0);
}
