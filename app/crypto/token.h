/*
 * token.h - the personal link: derived from the wave's link key, never
 * stored; and everything derived from it. One keyed BLAKE2b family; no two of
 * the derived values can be computed from each other. Source: design.md.
 */
#ifndef CRYPTO_TOKEN_H
#define CRYPTO_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#define LINK_KEY_BYTES 32
#define DRAFT_KEY_BYTES 32
#define TOKEN_BYTES 16
#define TOKEN_CHARS 26	/* RFC 4648 base32, lower case, no padding */
#define DERIVED_BYTES 32

struct token { unsigned char bytes[TOKEN_BYTES]; };

/* BLAKE2b(link key, "aoj/1/token" || wave || invitation), first 128 bits.
 * Ids are the 36-character lower-case form of a uuid. */
void crypto_token_derive(struct token *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *invitation_id);

/* text gets TOKEN_CHARS + 1 bytes. */
void crypto_token_print(char *text, const struct token *t);
/* Only the one canonical spelling is read; false otherwise. */
bool crypto_token_read(struct token *out, const char *text, size_t len);

/* Each with its own label; 32 bytes. */
void crypto_token_hash(unsigned char out[DERIVED_BYTES], const struct token *t);
void crypto_draft_id(unsigned char out[DERIVED_BYTES], const struct token *t);
void crypto_ballot_id(unsigned char out[DERIVED_BYTES], const struct token *t);
void crypto_refusal_id(unsigned char out[DERIVED_BYTES], const struct token *t);
/* The key under which an envelope is authenticated (crypto/envelope.h). */
void crypto_envelope_key(unsigned char out[DERIVED_BYTES],
    const struct token *t);
/* Ties a form to the link; text gets 44 bytes: 43 of base64url and a NUL. */
#define FORM_CHARS 43
void crypto_form(char *text, const struct token *t);
/* Constant-time comparison of a posted form value. */
bool crypto_form_is(const struct token *t, const char *text, size_t len);
/* The weaker token that can only refuse. */
void crypto_unsubscribe(struct token *out, const struct token *t);
/* Finds the invitation behind that weaker token, and by a label of its own
 * nothing else: no draft, no ballot, no link. */
void crypto_unsubscribe_hash(unsigned char out[DERIVED_BYTES],
    const struct token *unsubscribe);
/* Names the slip of a request for no more mail. */
void crypto_stop_id(unsigned char out[DERIVED_BYTES],
    const struct token *unsubscribe);

/* BLAKE2b hash of a link key, what the database keeps of it. */
void crypto_link_key_hash(unsigned char out[32],
    const unsigned char link_key[LINK_KEY_BYTES]);

#endif
