/*
 * envelope.h - the box: an X25519 key pair whose secret half exists only while
 * it is made and while it is opened, and sealed envelopes of one size.
 * crypto_box_seal of libsodium; contents padded to the questionnaire's size.
 */
#ifndef CRYPTO_ENVELOPE_H
#define CRYPTO_ENVELOPE_H

#include <stdbool.h>

#include "base/outcome.h"
#include "base/text.h"

#define BOX_KEY_BYTES 32
#define ENVELOPE_OVERHEAD 48	/* crypto_box_SEALBYTES */

/* Seals a document, padded to size bytes (REQUIRE len < size), into out of
 * size + ENVELOPE_OVERHEAD bytes. */
void crypto_envelope_seal(unsigned char *out, size_t size,
    const char *document, size_t len,
    const unsigned char public_key[BOX_KEY_BYTES]);
/* Opens into plain (capacity len - ENVELOPE_OVERHEAD, in locked memory) and
 * takes the padding off; REFUSED when damaged. */
enum outcome crypto_envelope_open(unsigned char *plain, size_t *plain_len,
    const unsigned char *sealed, size_t len,
    const unsigned char public_key[BOX_KEY_BYTES],
    const unsigned char secret_key[BOX_KEY_BYTES]);

/*
 * What the row of an envelope says, bound together: whose ballot, of which
 * group, for which questionnaire, and which bytes. By their SHA-256, which
 * PostgreSQL computes too: post checks envelopes without reading them.
 */
struct envelope_claim {
	const unsigned char *ballot_id;		/* 32 bytes */
	const unsigned char *sealed_hash;	/* 32 bytes */
	const char *function_group, *questionnaire;
	int version;
};
#define ENVELOPE_DIGEST_BYTES 32
#define ENVELOPE_MAC_BYTES 32

void crypto_sealed_hash(unsigned char out[32], const unsigned char *sealed,
    size_t len);
/* BLAKE2b of the claim, label "aoj/1/envelope". */
void crypto_envelope_digest(unsigned char out[ENVELOPE_DIGEST_BYTES],
    const struct envelope_claim *claim);
/* The MAC of that digest under crypto_envelope_key() of its link, label
 * "aoj/1/envelope-mac". */
void crypto_envelope_mac(unsigned char out[ENVELOPE_MAC_BYTES],
    const unsigned char key[32],
    const unsigned char digest[ENVELOPE_DIGEST_BYTES]);
bool crypto_envelope_mac_is(const unsigned char mac[ENVELOPE_MAC_BYTES],
    const unsigned char key[32],
    const unsigned char digest[ENVELOPE_DIGEST_BYTES]);

/*
 * All that a wave's secrecy hangs on: the key that answers are sealed with,
 * the one that signs results, the one that signs the list of envelopes, and
 * who opens the box: how many of which holders (public halves of their codes,
 * in order), or else somebody shares the secret among halves of his own.
 */
struct box_identity {
	const unsigned char *box, *result, *list;	/* 32 bytes each */
	int needed;
	const unsigned char (*halves)[32];
	size_t count;
};
/* For people: 8 groups of 5 decimal digits. out has 80 bytes. */
void crypto_fingerprint(char *out, const struct box_identity *identity);

#endif
