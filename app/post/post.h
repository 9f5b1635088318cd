/*
 * post.h - the mail process: what it remembers between two looks at the
 * database. All else is in the database, in key files and in the journal.
 */
#ifndef POST_POST_H
#define POST_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "actions/find_work.h"
#include "actions/read_bounce.h"
#include "actions/send_run.h"
#include "actions/settle_run.h"
#include "base/config.h"
#include "base/text.h"
#include "storage/db.h"

#define POST_NAME "aoj-post"	/* who, in the audit log */

#define MAILBOX_UNWATCHED (-1)		/* not yet */
#define MAILBOX_UNWATCHABLE (-2)

struct post {
	const struct config *config;
	struct db *db;
	struct sending *sending;
	struct bounce_reader *bounces;
	int mailbox_fd;		/* tells that something came, or … */
	bool mailbox_failed;	/* something is left that could not be read */
	int64_t mailbox_at;	/* last read, by clock_steady_ms */
	int mailbox_day;	/* of the month, in Amsterdam: with another what
				 * waits for the night is read; 0: none yet */
	int signals;		/* descriptor: TERM and INT */
	bool stopping;
	bool look;		/* something may have changed */
	int64_t asked_at;	/* clock_steady_ms, of that */
	bool failed;		/* since the last look */
	bool waits;		/* something could not be done yet */
	int failures;		/* one after another */
	time_t looked_at;
	struct wave_work *waves;	/* as seen then */
	size_t wave_count;
	bool *serves;		/* per wave: its runs may be claimed */
	struct letter_run **runs;	/* claimed, not settled */
	size_t run_count;
	struct letter_run *current;	/* of these, whose letters leave */
	unsigned round;		/* of passes over them */
	time_t keep_at;		/* claims are renewed then */
	time_t claim_at;	/* the next run is due then; 0: none */
	time_t tend_at;		/* the clock asks for something then */
	struct text frozen;	/* ids of waves whose rows this process froze */
	time_t outbox_next;	/* mail to staff is due; 0: none */
	struct text said;	/* what has been logged once */
};

/* loop.c: works until it is told to stop, or with once until nothing is due.
 * False when something failed in the end. */
bool post_loop(struct post *p, bool once);

/* tend.c: one look at all waves, and what is to be done for each. */
void post_look(struct post *p);
/* The first moment after that look at which a wave needs something; 0 for
 * none. */
time_t post_next(const struct post *p);
const struct wave_work *post_wave(const struct post *p, const char *wave_id);
/* Logs a sentence about a wave, once. */
void post_say(struct post *p, const char *wave_id, const char *sentence);

/* runs.c: goes on with claimed runs, and claims what is due. */
void post_send(struct post *p);
/* When a claimed run needs something; 0 for never. */
time_t post_runs_next(const struct post *p);
/* Whether a claimed run cannot go on for a fault of ours. */
bool post_runs_failing(const struct post *p);
void post_runs_free(struct post *p);

/* outbox.c: sends what is due of the mail to staff. */
void post_send_staff_mail(struct post *p);

/* mailbox.c: reads what came back, a number of messages at most. */
void post_mailbox(struct post *p);
/* Between two letters: something came, and the last look was a while ago. */
bool post_mailbox_waits(struct post *p);
/* Forgets what was told of what came: a look follows. */
void post_mailbox_heard(struct post *p);

#endif
