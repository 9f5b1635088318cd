/*
 * unsubscribe.h - who asked for no more mail, what is held, what is decided.
 * Rows are added, never changed. Refuses to open a person's record.
 */
#ifndef STORAGE_UNSUBSCRIBE_H
#define STORAGE_UNSUBSCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"
#include "domain/unsubscribe.h"
#include "storage/db.h"

/* One asking, with the sealed person who asked. */
struct unsubscribe_row {
	char invitation_id[37], invitee_id[37];
	time_t asked_at;
	unsigned char *sealed;		/* owned */
	size_t sealed_len;
	bool undecided;			/* store_unsubscribes_since */
	char mail_run_id[37];		/* likewise; "" for none */
	size_t run_letters;		/* likewise */
	enum unsubscribe_fate held;	/* store_unsubscribes_waiting */
	char function_group[64];	/* likewise */
};
void store_unsubscribes_free(struct unsubscribe_row *rows, size_t count);

/* Asked by mail. ABSENT when there is nobody to ask, or nothing to ask any
 * more. */
enum outcome store_unsubscribe_ask(struct db *db, const unsigned char hash[32],
    time_t now);

/* Inside a transaction: waits until no other post decides for this wave. */
enum outcome store_unsubscribe_lock(struct db *db, const char *wave_id);

/* When the first asked of whom nothing is decided; 0 for nobody. */
enum outcome store_unsubscribe_first(struct db *db, const char *wave_id,
    time_t *out);

/* Everybody who asked after that moment; the caller frees *out. */
enum outcome store_unsubscribes_since(struct db *db, const char *wave_id,
    time_t since, struct unsubscribe_row **out, size_t *count);

/* What is held and not decided; the caller frees *out. */
enum outcome store_unsubscribes_waiting(struct db *db, const char *wave_id,
    struct unsubscribe_row **out, size_t *count);
enum outcome store_unsubscribes_waiting_count(struct db *db,
    const char *wave_id, size_t *out);

/* Decisions: some of these rows, in an order that is chance. */
enum outcome store_unsubscribes_confirm(struct db *db, const char *wave_id,
    const struct unsubscribe_row *const *rows, size_t count);
enum outcome store_unsubscribes_dismiss(struct db *db, const char *wave_id,
    const struct unsubscribe_row *const *rows, size_t count);
/* Held for the reason in `held` of each. */
enum outcome store_unsubscribes_hold(struct db *db, const char *wave_id,
    const struct unsubscribe_row *const *rows, size_t count, time_t now);

/* After the commit of a confirmation: reads the new refusals, so that nobody
 * with a link is their first reader. */
enum outcome store_unsubscribes_read(struct db *db, const char *wave_id);

#endif
