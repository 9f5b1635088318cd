/*
 * read_mailbox.c - one message after another. What is written down is written
 * before the message goes: killed in between, it is read twice, and only a
 * total can tell. But a message that was being taken apart when a process
 * ended may have ended it: that one is read once, and kept.
 */
#include "actions/read_mailbox.h"

#include "actions/raise_alert.h"
#include "base/log.h"
#include "mail/mailbox.h"

#define FAILURES_MOST 3	/* one message that fails is not all of them */

/* For a person to read: an administrator is told when it is known whose. */
static enum outcome
keep(struct db *db, const struct config *config, struct mailbox *m,
    const char *wave_id, time_t now)
{
	enum outcome o = DONE;

	if (wave_id[0] != '\0')
		o = raise_alert(db, config, wave_id, "bounce_mailbox", "In de "
		    "postbus voor teruggekomen brieven ligt een bericht van "
		    "een mens. Het staat in de map cur van die postbus.", now);
	if (o == DONE)
		o = mail_mailbox_keep(m);
	if (o == DONE)
		log_info("a message in AOJ_BOUNCE_MAILDIR is for a person to "
		    "read: it is in cur/ now");
	return o;
}

/* The same of what was not read. */
static enum outcome
set_aside(struct db *db, const struct config *config, struct mailbox *m,
    const char *wave_id, bool again, time_t now)
{
	enum outcome o = DONE;

	if (wave_id[0] != '\0')
		o = raise_alert(db, config, wave_id, "bounce_aside", again ?
		    "Het programma dat teruggekomen brieven leest, stopte "
		    "terwijl het een bericht las. Het leest dat bericht niet "
		    "nog eens. Het staat in de map aside van de postbus voor "
		    "teruggekomen brieven. Laat een mens het bekijken." :
		    "In de postbus voor teruggekomen brieven lag een bericht "
		    "dat niet gelezen is: het is te lang of te ingewikkeld. "
		    "Het staat in de map aside van die postbus. Laat een mens "
		    "het bekijken.", now);
	if (o == DONE)
		o = mail_mailbox_set_aside(m);
	if (o == DONE)
		log_info("a message in AOJ_BOUNCE_MAILDIR %s: it is in aside/ "
		    "now, for a person to look at%s", again ?
		    "was being read when a process ended" : "is not read",
		    again ? ", and is not read again unless somebody hands it "
		    "to aoj bounce" : "");
	return o;
}

static enum outcome
handle(struct db *db, struct bounce_reader *b, const struct config *config,
    struct mailbox *m, const struct text *message, bool again, time_t now)
{
	struct bounce_result r = { .fate = BOUNCE_KEPT };
	enum outcome o = DONE;
	struct bounce bounce;

	if (again) {
		mail_bounce_skip(&bounce, NULL, message->bytes, message->len);
	} else {
		o = mail_bounce_read(&bounce, NULL, message->bytes,
		    message->len);
		if (mail_mailbox_survived(m) != DONE)
			return FAILED;
	}
	if (o == DONE)
		o = settle_bounce(db, b, &bounce, now, &r);
	/* What cannot be read, or names no letter, may still be somebody's. */
	if (o == REFUSED || (o == DONE && (r.fate == BOUNCE_KEPT ||
	    r.fate == BOUNCE_FORGED || r.fate == BOUNCE_UNKNOWN)))
		return keep(db, config, m, r.wave_id, now);
	if (o == DONE && r.fate == BOUNCE_SKIPPED)
		return set_aside(db, config, m, r.wave_id, again, now);
	return o == DONE ? mail_mailbox_delete(m) : FAILED;
}

enum outcome
read_mailbox(struct db *db, struct bounce_reader *b,
    const struct config *config, size_t most, time_t now, bool *more)
{
	struct text message = { 0 };
	struct mailbox *m = NULL;
	size_t count = 0, failed = 0;
	enum outcome o = mail_mailbox_open(&m, config->bounce_maildir);
	bool again;

	if (o == DONE)
		o = bounce_reader_tell(db, b, now);
	while (o == DONE && count < most && failed < FAILURES_MOST) {
		o = mail_mailbox_next(m, BOUNCE_BYTES_MAX, &message, &again);
		if (o != DONE)
			break;
		if (handle(db, b, config, m, &message, again, now) == DONE)
			count++;
		else
			failed++;
	}
	*more = count == most;
	mail_mailbox_close(m);
	text_free(&message);
	return failed > 0 || o == FAILED ? FAILED : DONE;
}
