/*
 * contact.h - the address list, sealed: one padded record per invitee
 * (512-byte steps) under the wave's contact key, and the keyed hash that finds
 * doubles. XChaCha20-Poly1305; associated data is table, wave and row id.
 */
#ifndef CRYPTO_CONTACT_H
#define CRYPTO_CONTACT_H

#include "base/outcome.h"
#include "base/text.h"

#define CONTACT_KEY_BYTES 32
#define CONTACT_STEP 512

void crypto_contact_seal(struct text *out,
    const unsigned char key[CONTACT_KEY_BYTES], const char *table,
    const char *wave_id, const char *row_id, const char *plain, size_t len);
/* REFUSED when it does not open under this key, table, wave and row. */
enum outcome crypto_contact_open(struct text *out,
    const unsigned char key[CONTACT_KEY_BYTES], const char *table,
    const char *wave_id, const char *row_id, const unsigned char *sealed,
    size_t len);
/* Keyed BLAKE2b of a normalised address. */
void crypto_contact_duplicate(unsigned char out[32],
    const unsigned char key[CONTACT_KEY_BYTES], const char *wave_id,
    const char *address);
/* The same of a mail domain, in lower-case A-labels; no address gives it. */
void crypto_contact_domain(unsigned char out[32],
    const unsigned char key[CONTACT_KEY_BYTES], const char *wave_id,
    const char *domain);

#endif
