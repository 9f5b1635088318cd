/*
 * journal.h - what post knows of a run's letters, sealed under a subkey of the
 * wave's link key and bound to the run: whoever reads the journal without that
 * key reads nothing, and nobody does once the wave is counted.
 */
#ifndef CRYPTO_JOURNAL_H
#define CRYPTO_JOURNAL_H

#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"
#include "crypto/token.h"

/* What so many bytes become. */
size_t crypto_journal_size(size_t len);

/* Adds as many to out. Ids are the 36-character lower-case form of a uuid. */
void crypto_journal_seal(struct text *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *mail_run_id, const char *plain, size_t len);

/* Adds the plain bytes to out; REFUSED, and out as it was, when it is not
 * this run's. */
enum outcome crypto_journal_open(struct text *out,
    const unsigned char link_key[LINK_KEY_BYTES], const char *wave_id,
    const char *mail_run_id, const unsigned char *sealed, size_t len);

#endif
