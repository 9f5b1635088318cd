/*
 * wave.h - waves as the office makes and runs them, with their region,
 * municipalities, partnerships, questionnaires and holders.
 */
#ifndef STORAGE_WAVE_H
#define STORAGE_WAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "domain/wave.h"
#include "domain/wave_file.h"
#include "storage/db.h"

/* One row of table wave. Owned by the caller. */
struct wave_row {
	char wave_id[37];
	char *code, *title;
	enum wave_state state;
	bool trial;
	time_t opens_at, closes_at;
	int threshold, holders_needed;
	bool has_box, has_link_key;
	unsigned char box_public_key[32];	/* if has_box */
	char *settings;				/* JSON */
	bool paused;				/* its letters wait */
	time_t contacts_until;	/* names and addresses are kept */
	time_t contacts_destroyed;		/* 0: not yet */
};
void store_wave_free(struct wave_row *w);	/* accepts a zeroed one */

/* ABSENT when there is no wave of that name; *out as it was. */
enum outcome store_wave_find(struct db *db, const char *code,
    struct wave_row *out);

/* Inside a transaction: waits for whoever is changing this wave, and tells
 * the state it is in then. */
enum outcome store_wave_lock(struct db *db, const char *wave_id,
    enum wave_state *state);

/* A region and its places, as earlier waves named them. */
struct region_name {
	char *kind;	/* "region", "municipality", "partnership" */
	char *code, *name;
	char *sector;	/* partnership: "PO", "VO"; else NULL */
};
enum outcome store_region_names(struct db *db, const char *region,
    struct region_name **out, size_t *count);
void store_region_names_free(struct region_name *names, size_t count);

/* Inside a transaction: the wave and everything it is made of. REFUSED when
 * there is a wave of that name already. */
enum outcome store_wave_insert(struct db *db, const char *wave_id,
    const struct wave_file *file);

struct holder_row {
	char *name;
	bool has_code, confirmed;
};
enum outcome store_wave_holders(struct db *db, const char *wave_id,
    struct holder_row **out, size_t *count);
void store_wave_holders_free(struct holder_row *holders, size_t count);

/* Along the declared edges only; now is when a wave closes early. */
enum outcome store_wave_ready(struct db *db, const char *wave_id);
enum outcome store_wave_open(struct db *db, const char *wave_id);
enum outcome store_wave_close(struct db *db, const char *wave_id, time_t now);

/* ABSENT when letters wait (or do not) already. */
enum outcome store_wave_pause(struct db *db, const char *wave_id, bool paused);

/* Tells post, when the transaction commits, that this wave has work. */
enum outcome store_wave_notify(struct db *db, const char *wave_id);

#endif
