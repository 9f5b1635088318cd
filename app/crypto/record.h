/*
 * record.h - what a process must not forget, in a folder of its own: a small
 * text that is written once and stands, or is replaced by a newer one; on
 * disk before these return.
 */
#ifndef CRYPTO_RECORD_H
#define CRYPTO_RECORD_H

#include "base/outcome.h"
#include "base/text.h"

#define RECORD_BYTES_MAX (256 * 1024)

/* Added to out. ABSENT when there is none; FAILED, logged. */
enum outcome crypto_record_read(struct text *out, const char *folder,
    const char *name);
/* What stands from now on is added to kept: these bytes, or those that were
 * there before. */
enum outcome crypto_record_keep(struct text *kept, const char *folder,
    const char *name, const struct text *bytes);
enum outcome crypto_record_replace(const char *folder, const char *name,
    const struct text *bytes);

#endif
