/*
 * letter_text.h - the texts of letters that a wave has of its own, and
 * somebody to show them with.
 */
#ifndef STORAGE_LETTER_TEXT_H
#define STORAGE_LETTER_TEXT_H

#include "base/outcome.h"
#include "domain/letter_text.h"
#include "storage/db.h"

/* All of a wave. The caller frees *out. */
enum outcome store_letter_texts(struct db *db, const char *wave_id,
    struct letter_texts *out);

/* function_group NULL: every group; source NULL: taken back. REFUSED when a
 * letter of this kind (and group) may have left already. */
enum outcome store_letter_text_set(struct db *db, const char *wave_id,
    const char *kind, const char *function_group, const char *source);

/* Somebody who is invited; the record is sealed. */
struct letter_example {
	char invitee_id[37];
	char function_group[64];
	unsigned char *sealed;	/* the caller frees */
	size_t sealed_len;
};

/* By chance; of function_group, unless it is NULL. ABSENT when there is
 * nobody. */
enum outcome store_letter_example(struct db *db, const char *wave_id,
    const char *function_group, struct letter_example *out);

#endif
