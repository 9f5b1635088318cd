/*
 * digest.h - the one keyed BLAKE2b family that every derived value comes
 * from: BLAKE2b-256 of a label and what follows it, each value under a label
 * of its own ("aoj/1/…"), so that none can be computed from another. Under
 * one key no label is the beginning of another, unless what follows has a
 * fixed length. Source: RFC 7693; design.md, "Keys".
 */
#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include <stddef.h>

#define DIGEST_BYTES 32

/* A piece of what is hashed; not owned. */
struct digest_part {
	const void *bytes;
	size_t len;
};

/* key has 16 … 64 bytes, or none at all (NULL, 0). The parts follow the
 * label without separators: all but the last must have a fixed length. */
void crypto_digest(unsigned char out[DIGEST_BYTES], const unsigned char *key,
    size_t key_len, const char *label, const struct digest_part *parts,
    size_t count);

/* What the database keeps of a published document: BLAKE2b of its bytes
 * under "aoj/1/document". */
void crypto_document_hash(unsigned char out[DIGEST_BYTES], const void *bytes,
    size_t len);

#endif
