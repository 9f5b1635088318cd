/*
 * box.h - what the counting process sees of a wave: its state, its box, and
 * what post found when it checked the ballots.
 */
#ifndef STORAGE_BOX_H
#define STORAGE_BOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"
#include "domain/wave.h"
#include "storage/db.h"

struct box {
	char wave_id[37];
	enum wave_state state;
	size_t needed;			/* holders who open it together */
	bool made;			/* whether public_key is there */
	unsigned char public_key[32];
	unsigned char result_public[32];	/* signs what was counted */
	bool has_list_key;		/* post has made one */
	unsigned char list_public_key[32];
};

/* What post left about the ballots of a closed wave. */
struct box_check {
	size_t genuine;
	unsigned char genuine_hash[32];
	bool is_signed;			/* else post has refused to: */
	struct text list;		/* what is signed; owned */
	unsigned char signature[64];
};
void box_check_free(struct box_check *c);

/* The box of the wave with this code; the row is held until the transaction
 * ends. ABSENT when there is no such wave. */
enum outcome store_box_find(struct db *db, const char *wave, struct box *out);
/* The whole wave, which the caller frees. */
enum outcome store_box_wave(struct db *db, const char *wave_id,
    struct wave **out);
/* Both NULL: no box (any more). */
enum outcome store_box_set_keys(struct db *db, const char *wave_id,
    const unsigned char *public_key, const unsigned char *result_public);
/* ABSENT when the wave was not closed. */
enum outcome store_box_counted(struct db *db, const char *wave_id);
/* ABSENT while post has not checked the ballots. Zero *out first. */
enum outcome store_box_check(struct db *db, const char *wave_id,
    struct box_check *out);

#endif
