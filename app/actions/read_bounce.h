/*
 * read_bounce.h - one message that came back: what it is, whose letter it is
 * about, and what changes. Little does: an invitation that did not arrive is
 * written down, a domain that refuses our letters is left in peace; of
 * reminders there are totals only.
 */
#ifndef ACTIONS_READ_BOUNCE_H
#define ACTIONS_READ_BOUNCE_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "mail/bounce.h"
#include "storage/db.h"

/* What was done with a message. */
enum bounce_fate {
	BOUNCE_KEPT,		/* somebody wrote: to be kept for a person */
	BOUNCE_NOTHING,		/* automatic, and nobody's fate */
	BOUNCE_FORGED,		/* to an address that we did not make */
	BOUNCE_UNKNOWN,		/* of no letter whose key is here; like the one
				 * above to be kept for a person */
	BOUNCE_UNDELIVERED,	/* an invitation did not arrive */
	BOUNCE_KNOWN,		/* as above, and said before */
	BOUNCE_COUNTED,		/* a total is one higher */
	BOUNCE_REMINDER,	/* of which nothing is kept */
	BOUNCE_BLOCKED,		/* letters to that domain wait from now on */
	BOUNCE_UNSUBSCRIBED,	/* no more mail to whoever wrote: for the caller
				 * to note (unsubscribe_by_mail.h) */
	BOUNCE_SKIPPED,		/* not read: to be set aside for a person */
};

struct bounce_result {
	enum bounce_fate fate;
	char wave_id[37];	/* whose letter it is about; or "" */
	char token[BOUNCE_TOKEN_CHARS + 1];	/* of UNSUBSCRIBED */
};

/* A Dutch sentence that names nobody. */
const char *bounce_fate_words(enum bounce_fate fate);

/* Keys, and the names of letters once they are needed. */
struct bounce_reader;
/* FAILED, logged, without post/mac.key: nothing has been sent from here.
 * config must outlive it. */
enum outcome bounce_reader_open(struct bounce_reader **out,
    const struct config *config);
void bounce_reader_close(struct bounce_reader *b);	/* accepts NULL */

/* Tells administrators how many came back that named no letter, when they have
 * not been told of all and an hour has gone by. */
enum outcome bounce_reader_tell(struct db *db, struct bounce_reader *b,
    time_t now);

/* Whether a reminder of this wave was refused by the policy of a mail domain
 * (as mail/rate.h numbers it) less than a day ago. In memory only: b reads the
 * bounces of the process that asks, or is NULL. */
bool bounce_domain_waits(const struct bounce_reader *b, const char *wave_id,
    uint64_t domain, time_t now);

/*
 * What follows from one message, as mail_bounce_read or mail_bounce_skip say
 * what it is. FAILED, logged: nothing has changed, try again.
 */
enum outcome settle_bounce(struct db *db, struct bounce_reader *b,
    const struct bounce *m, time_t now, struct bounce_result *out);

/*
 * Both: reads one message, of which BOUNCE_BYTES_MAX bytes are looked at, and
 * settles it; envelope_to is where the mail server delivered it, or NULL.
 * REFUSED when it is no message at all; FAILED as above.
 */
enum outcome read_bounce(struct db *db, struct bounce_reader *b,
    const char *envelope_to, const char *bytes, size_t len, time_t now,
    struct bounce_result *out);

#endif
