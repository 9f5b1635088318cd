/*
 * box.h - what the counting process sees of a wave: its state, its box, and
 * what post found when it checked the ballots.
 */
#ifndef STORAGE_BOX_H
#define STORAGE_BOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "domain/wave.h"
#include "storage/db.h"

struct box {
	char wave_id[37];
	enum wave_state state;
	size_t needed;			/* holders who open it together */
	bool made;			/* whether public_key is there */
	unsigned char public_key[32];
};

/* What post left about the ballots of a closed wave. */
struct box_check {
	size_t genuine;
	unsigned char genuine_hash[32];
};

/* The box of the wave with this code; the row is held until the transaction
 * ends. ABSENT when there is no such wave. */
enum outcome store_box_find(struct db *db, const char *wave, struct box *out);
/* The whole wave, which the caller frees. */
enum outcome store_box_wave(struct db *db, const char *wave_id,
    struct wave **out);
/* public_key NULL: no box (any more). */
enum outcome store_box_set_key(struct db *db, const char *wave_id,
    const unsigned char *public_key);
/* ABSENT when the wave was not closed. */
enum outcome store_box_counted(struct db *db, const char *wave_id);
/* ABSENT while post has not checked the ballots. */
enum outcome store_box_check(struct db *db, const char *wave_id,
    struct box_check *out);

#endif
