/*
 * draft.c - half-filled answers under two keys. Refuses to know what a draft
 * says.
 */
#include "crypto/draft.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"
#include "crypto/digest.h"
#include "crypto/sealed.h"

#define UUID_CHARS 36
#define BOUND_BYTES (DERIVED_BYTES + UUID_CHARS)

#ifdef DRAFT_STEP		/* the attack's naive variant: not padded */
#define PADDED_TO(size) ((void)(size), (size_t)DRAFT_STEP)
#else
#define PADDED_TO(size) (size)
#endif

/*
 * The key of one draft, and the data it is bound to: draft id and wave. Both
 * halves are needed: the link key alone must not open every draft, and a copy
 * of the database with the draft key must not either (design.md, Keys).
 */
static void
prepare(unsigned char key[DIGEST_BYTES], unsigned char bound[BOUND_BYTES],
    const unsigned char draft_key[DRAFT_KEY_BYTES], const char *wave_id,
    const struct token *t)
{
	const struct digest_part parts[] = {
		{ wave_id, UUID_CHARS }, { t->bytes, TOKEN_BYTES },
	};

	REQUIRE(strlen(wave_id) == UUID_CHARS);
	crypto_digest(key, draft_key, DRAFT_KEY_BYTES, "aoj/1/draft", parts, 2);
	crypto_draft_id(bound, t);
	memcpy(bound + DERIVED_BYTES, wave_id, UUID_CHARS);
}

void
crypto_draft_seal(struct text *out,
    const unsigned char draft_key[DRAFT_KEY_BYTES], const char *wave_id,
    const struct token *t, size_t size, const char *plain, size_t len)
{
	unsigned char key[DIGEST_BYTES], bound[BOUND_BYTES];

	REQUIRE(len < size);
	prepare(key, bound, draft_key, wave_id, t);
	crypto_sealed_add(out, key, PADDED_TO(size), bound, sizeof(bound),
	    plain, len);
	sodium_memzero(key, sizeof(key));
}

enum outcome
crypto_draft_open(struct text *out,
    const unsigned char draft_key[DRAFT_KEY_BYTES], const char *wave_id,
    const struct token *t, size_t size, const unsigned char *sealed,
    size_t len)
{
	unsigned char key[DIGEST_BYTES], bound[BOUND_BYTES];
	enum outcome outcome;

	prepare(key, bound, draft_key, wave_id, t);
	outcome = len - SEALED_OVERHEAD > size ? REFUSED :
	    crypto_sealed_open(out, key, PADDED_TO(size), bound,
	    sizeof(bound), sealed, len);
	sodium_memzero(key, sizeof(key));
	return outcome;
}
