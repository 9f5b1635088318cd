/*
 * letter_run.h - a claimed run of letters in post's memory: what its steps
 * share (claim_run, send_run, settle_run). Rows know nothing of all this until
 * the run is settled.
 */
#ifndef ACTIONS_LETTER_RUN_H
#define ACTIONS_LETTER_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "actions/load_ballots.h"
#include "actions/load_slips.h"
#include "base/config.h"
#include "base/outcome.h"
#include "domain/plan.h"
#include "domain/wave.h"
#include "mail/journal.h"
#include "mail/letter.h"
#include "mail/mailer.h"
#include "mail/reply.h"
#include "storage/bounce.h"
#include "mail/rate.h"
#include "storage/db.h"
#include "storage/letter.h"
#include "storage/mail_run.h"

#define LEASE_SECONDS 600	/* longer than any one letter takes */
#define LEASE_STEP 300		/* leases end at whole steps of the clock */

struct bounce_reader;

/* The way out, and who uses it. */
struct sending {
	const struct config *config;
	struct mailer *mailer;		/* owned, as is the next one */
	struct mail_rates *rates;	/* how fast letters may leave */
	const struct bounce_reader *bounces;	/* what came back; or NULL */
	unsigned char *mac_key;		/* owned, locked: for VERP */
	char journal[JOURNAL_FOLDER_MAX];
	char by[128];			/* this process, see claimant */
	time_t down_until;		/* the server does not work: wait */
	int down_tries;
	struct ballots cast;		/* the answered, while letters leave */
	struct slips slips;		/* likewise: who wants no letter */
	struct wave *wave;		/* of the last run; shared with runs */
};
/* FAILED, logged. config must outlive it. */
enum outcome sending_open(struct sending **out, const struct config *config);
void sending_close(struct sending *s);	/* accepts NULL */

/* Nothing is due for a while: ends the connections to the mail server. */
void sending_rest(struct sending *s);

/* What is known of one letter; the journal keeps it. */
struct letter_state {
	char invitation_id[37];
	char fate;		/* 0 not tried yet, 'A' accepted, 'G' given up,
				 * 'W' waits, 'N' was not needed */
	int tries;
	time_t first, next;	/* W: the first try, and when to try again */
	char reply[MAIL_REPLY_MAX + 1];
};

struct run_letter {
	const struct letter_row *row;
	struct letter_state e;
	bool unwritten;			/* the journal had no room */
	bool blocked;			/* its mail domain: it waits */
	uint64_t domain;		/* where it goes (mail/rate.h); 0: not
					 * looked at yet */
};

struct letter_run {
	struct mail_run run;
	const unsigned char *mac_key;	/* the sending's */
	const char *bounce_address;	/* likewise; or "" */
	const char *hosts;		/* AOJ_LETTER_HOSTS */
	char *source;			/* the wave's own text, or NULL; owned,
					 * as are the next seven */
	struct letter_forms forms;	/* the letters as far as they agree */
	struct wave *wave;		/* shared */
	unsigned char *link_key, *contact_key;	/* locked memory */
	struct journal *journal;
	uint64_t journal_number;	/* of its last writing … */
	size_t journal_place;		/* … and where the next one goes */
	struct letter_row *rows;
	struct run_letter *letters;	/* in the order of sending */
	size_t count;
	unsigned char (*blocks)[DOMAIN_HASH_BYTES];	/* owned */
	size_t block_count;
	struct plan plan;		/* when letters may leave */
	time_t lease_until;
	time_t next_try;		/* 0: now */
	int lost;			/* connections, one after another */
	time_t looked_at;		/* who is wanted; 0: not yet */
	bool failing;			/* the last pass ended in FAILED */
	bool prepared;			/* for its next pass (send_run.h) */
	bool taken;			/* somebody else has the run */
	bool ended;			/* settled or taken: to be freed */
	unsigned round;			/* in which it was last passed over */
};
/* Leaves the journal for whoever goes on; accepts NULL. */
void letter_run_free(struct letter_run *r);

/* Of a reminder nothing may tell who was sent one. */
bool letter_run_reminds(const struct letter_run *r);

/* Whether the slot of a run of reminders is over: it is settled then, and not
 * before, whatever became of its letters. */
bool letter_run_over(const struct letter_run *r, time_t now);

/* No letter of the run is left to send: lets go of the people, while the run
 * waits for the end of its slot. */
void letter_run_rest(struct letter_run *r);

/* When a lease that begins or is renewed now runs out. */
time_t lease_end(time_t now);

/* Whether the claim stands for long enough to begin a letter without asking
 * the database. */
bool letter_run_kept(const struct letter_run *r, time_t now);

/* Asks which of these runs are still this process's, and when their slots
 * end: sets taken. renew: keeps the claims. FAILED, logged. */
enum outcome letter_runs_check(struct db *db, const struct sending *s,
    struct letter_run **runs, size_t count, bool renew, time_t now);

#endif
