/*
 * wave_work.h - waves as the mail process sees them: states, times, and what
 * is left to do.
 */
#ifndef STORAGE_WAVE_WORK_H
#define STORAGE_WAVE_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "domain/plan.h"
#include "domain/wave.h"
#include "storage/db.h"

/* One wave, past its draft or without keys. No memory behind. */
struct wave_work {
	char wave_id[37];
	enum wave_state state;
	time_t closes_at;
	bool paused;		/* letters wait */
	bool has_key;		/* somebody made link key and list key */
	unsigned char link_key_hash[32];	/* if has_key */
	unsigned char list_public_key[32];	/* if has_key */
	bool lacks_links;	/* open, letters due, some without a link */
	bool checked;		/* the list of genuine ballots is made */
	bool has_plan;		/* it can be read */
	struct plan plan;	/* when its letters may leave */
	bool invites;		/* invitations are still to leave */
	time_t next_due;	/* of runs nobody has claimed; 0 for none */
	time_t later_due;	/* of those whose time has not come */
	time_t rested_at;	/* when 72 hours since a letter have passed, and
				 * runs may wait for that; 0 for none */
	time_t next_lease;	/* when the first claim runs out; 0 for none */
};

/* The caller frees *out. */
enum outcome store_wave_work(struct db *db, time_t now,
    struct wave_work **out, size_t *count);

/* REFUSED when the wave has keys already, or is no draft. */
enum outcome store_wave_work_set_keys(struct db *db, const char *wave_id,
    const unsigned char link_key_hash[32],
    const unsigned char list_public_key[32]);

/* ABSENT when there was nothing to close. */
enum outcome store_wave_work_close(struct db *db, const char *wave_id,
    time_t now);

/* ABSENT when there is no wave of that name; *wave_id as it was. */
enum outcome store_wave_work_find(struct db *db, const char *code,
    char wave_id[37]);

/* The caller frees *out with wave_free. */
enum outcome store_wave_work_read(struct db *db, const char *wave_id,
    struct wave **out);

/* Has *kept (NULL: none yet) be that wave as it is now: read and parsed only
 * when it is another one or has changed. ABSENT, FAILED: *kept as it was. */
enum outcome store_wave_work_keep(struct db *db, const char *wave_id,
    struct wave **kept);

#endif
