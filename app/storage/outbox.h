/*
 * outbox.h - mail to staff on its way, and what administrators were told.
 * Refuses to know what it says.
 */
#ifndef STORAGE_OUTBOX_H
#define STORAGE_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"
#include "storage/db.h"

/* Put in, and post told of it. */
enum outcome store_outbox_put(struct db *db, const char *outbox_id,
    const struct text *sealed, time_t now);

struct outbox_row {
	char outbox_id[37];
	struct text sealed;	/* owned: text_free */
	time_t put_at;
	int tries;
};

/* The oldest that is due, claimed by `by` until `until`. ABSENT when there is
 * none. */
enum outcome store_outbox_claim(struct db *db, const char *by, time_t now,
    time_t until, struct outbox_row *out);
/* Sent or given up: gone. REFUSED when somebody else has taken it. */
enum outcome store_outbox_end(struct db *db, const char *outbox_id,
    const char *by);
/* Free again for another try at next. */
enum outcome store_outbox_later(struct db *db, const char *outbox_id,
    const char *by, time_t next);
/* In again as it was, for another try at next; row->tries counts it. */
enum outcome store_outbox_back(struct db *db, const struct outbox_row *row,
    time_t next);
/* When there is something to do; 0 for never. */
enum outcome store_outbox_next(struct db *db, time_t *out);

struct alert_row {
	char alert_id[37];
	time_t at;
	char what[64];		/* a code */
	struct text sealed;	/* owned */
};

enum outcome store_alert_add(struct db *db, const char *wave_id,
    const struct alert_row *row);
/* Whether the same was said after since. */
enum outcome store_alert_lately(struct db *db, const char *wave_id,
    const char *what, time_t since, bool *out);
/* The newest first, at most fifty; freed with store_alerts_free. */
enum outcome store_alerts(struct db *db, const char *wave_id,
    struct alert_row **out, size_t *count);
void store_alerts_free(struct alert_row *rows, size_t count);

#endif
