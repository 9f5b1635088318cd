/*
 * chance.h - uniform randomness that nobody can foretell: orders, parts,
 * identifiers. From libsodium (the kernel's generator).
 */
#ifndef CRYPTO_CHANCE_H
#define CRYPTO_CHANCE_H

#include <stddef.h>
#include <stdint.h>

void crypto_random(void *out, size_t len);

/* Uniform in 0 … below - 1, without modulo bias; below > 0. */
uint32_t crypto_random_below(uint32_t below);

/* Fills order with 0 … count - 1, each order as likely as any other
 * (Fisher-Yates); count at most UINT32_MAX. */
void crypto_shuffle(size_t *order, size_t count);

/* A random uuid (RFC 4122, version 4), lower case; out has 37 bytes. */
void crypto_uuid(char out[37]);

#endif
