/*
 * mail_run.h - runs of letters as post claims and settles them.
 */
#ifndef STORAGE_MAIL_RUN_H
#define STORAGE_MAIL_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"
#include "storage/db.h"

/* A claimed run. No memory behind. */
struct mail_run {
	char mail_run_id[37], wave_id[37];
	char kind[16];			/* "invitation", … */
	char function_group[64];
	bool open;			/* the wave was, at the claim */
	time_t ends_at;			/* its slot is over then */
};

/* What claiming asks. The lists are arrays of db_array. */
struct mail_run_claim {
	const char *by;			/* who claims */
	time_t now, until;		/* the lease */
	const struct text *waves;	/* whose runs may be claimed */
	const struct text *orphans;	/* runs whose claimant died here */
	const struct text *busy;	/* runs in hands on this host */
};

/* ABSENT when nothing is due. */
enum outcome store_mail_run_claim(struct db *db,
    const struct mail_run_claim *claim, struct mail_run *out);

/* Keeps all claims of this process; out is those that it has still, which the
 * caller frees, with the ends of their slots as they are now. */
struct mail_run_kept {
	char mail_run_id[37];
	time_t ends_at;
};
enum outcome store_mail_run_renew(struct db *db, const char *by, time_t until,
    struct mail_run_kept **out, size_t *count);

/* The same, and nothing is written. */
enum outcome store_mail_run_held(struct db *db, const char *by,
    struct mail_run_kept **out, size_t *count);

/* When the next run of these waves is due after now; 0: none is. */
enum outcome store_mail_run_next_due(struct db *db, const struct text *waves,
    time_t now, time_t *out);

/* Which of these are settled; the caller frees *out. */
enum outcome store_mail_run_settled(struct db *db, const struct text *ids,
    char (**out)[37], size_t *count);

/* What a settled run leaves. */
struct mail_run_end {
	time_t at;
	/* Arrays: one element a letter of which something is told, none for
	 * reminders. */
	const struct text *invitations, *outcomes, *replies;
};

/* One statement. REFUSED when somebody else has the run. */
enum outcome store_mail_run_settle(struct db *db, const char *mail_run_id,
    const char *by, const struct mail_run_end *end);

/* A due run of this wave that is too small to leave; ABSENT when there is
 * none. kind and group are the caller's to free. */
enum outcome store_mail_run_small(struct db *db, const char *wave_id,
    time_t now, struct text *kind, struct text *group);

#endif
