/*
 * holder.h - who holds an opening code of a wave, and the sealed shares.
 */
#ifndef STORAGE_HOLDER_H
#define STORAGE_HOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "storage/db.h"

#define HOLDER_SHARE_MAX 128

struct holder {
	char *name;			/* owned by the list */
	bool has_code;
	unsigned char code_public[32];	/* public half of the code's pair */
	unsigned char share[HOLDER_SHARE_MAX];	/* sealed to it */
	size_t share_len;		/* 0: no box yet */
	bool confirmed;
};

struct holders {
	struct holder *list;
	size_t count;
};

enum outcome store_holder_list(struct db *db, const char *wave_id,
    struct holders *out);
void holders_free(struct holders *h);
/* Index by name; count when there is none. */
size_t holders_find(const struct holders *h, const char *name);

/* ABSENT when the wave has no holder of that name. */
enum outcome store_holder_set_code(struct db *db, const char *wave_id,
    const char *name, const unsigned char code_public[32]);
enum outcome store_holder_forget_shares(struct db *db, const char *wave_id);
enum outcome store_holder_set_share(struct db *db, const char *wave_id,
    const char *name, const unsigned char *share, size_t len);
enum outcome store_holder_confirm(struct db *db, const char *wave_id,
    const char *name);

#endif
