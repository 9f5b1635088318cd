/*
 * keyfile.h - keys that live in files: mode 0600, in the folder of the one
 * process that may read them (survey/draft.key, contact/<wave>.key,
 * post/link/<wave>.key). Made once, durably (write, fsync, link, fsync of the
 * folder), never overwritten.
 */
#ifndef CRYPTO_KEYFILE_H
#define CRYPTO_KEYFILE_H

#include <stddef.h>

#include "base/outcome.h"

/* Reads a key of exactly len bytes (stored as hexadecimal and a line feed)
 * from folder/name. ABSENT when there is none; FAILED (logged) when it is open
 * to others or not a key. key should be in locked memory. */
enum outcome crypto_key_read(unsigned char *key, size_t len,
    const char *folder, const char *name);
/* Reads it, or makes it from randomness if there is none; two processes
 * making it at once get the same. The folder the key is in is made with it
 * (mode 0700); the one above must be there. */
enum outcome crypto_key_make(unsigned char *key, size_t len,
    const char *folder, const char *name);
/* Overwrites and unlinks. DONE or ABSENT. */
enum outcome crypto_key_destroy(const char *folder, const char *name);

/* Locked, guarded memory; dies when there is none. */
void *crypto_secret_new(size_t len);
void crypto_secret_free(void *p);	/* wipes; accepts NULL */

/* Overwrites, in a way that no compiler leaves out. */
void crypto_wipe(void *p, size_t len);

/* sodium_init; dies. May be called again. */
void crypto_open(void);

#endif
