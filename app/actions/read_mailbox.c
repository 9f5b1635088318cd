/*
 * read_mailbox.c - one message after another. What is written down is written
 * before the message goes: killed in between, it is read twice, and only a
 * total can tell. But a message that was being taken apart when a process
 * ended may have ended it: that one is read once, and kept.
 */
#include "actions/read_mailbox.h"

#include <stdlib.h>
#include <string.h>

#include "actions/raise_alert.h"
#include "actions/unsubscribe_by_mail.h"
#include "base/log.h"
#include "base/text.h"
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

/* Requests for no more mail: they stay where they are until the night. */
struct requests {
	char (*tokens)[BOUNCE_TOKEN_CHARS + 1];		/* owned */
	size_t count;
};

static void
requests_add(struct requests *r, const char *token)
{
	r->tokens = realloc(r->tokens, (r->count + 1) * sizeof(*r->tokens));
	if (r->tokens == NULL)
		die("out of memory");
	text_copy(r->tokens[r->count++], sizeof(*r->tokens), token);
}

static bool
requests_hold(const struct requests *r, const char *token)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->tokens[i], token) == 0)
			return true;
	return false;
}

/* ABSENT: the message stays. */
static enum outcome
handle(struct db *db, struct bounce_reader *b, const struct config *config,
    struct mailbox *m, const struct text *message, bool again, time_t now,
    struct requests *requests)
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
	if (o == DONE && r.fate == BOUNCE_UNSUBSCRIBED) {
		requests_add(requests, r.token);
		return ABSENT;
	}
	return o == DONE ? mail_mailbox_delete(m) : FAILED;
}

/* The messages of requests that are slips now; others are left for the next
 * reading. */
static enum outcome
delete_requests(const struct config *config, const struct requests *requests)
{
	struct text message = { 0 };
	struct mailbox *m = NULL;
	struct bounce b;
	enum outcome o = mail_mailbox_open(&m, config->bounce_maildir);
	bool again, request;

	while (o == DONE) {
		o = mail_mailbox_next(m, BOUNCE_BYTES_MAX, &message, &again);
		if (o != DONE || again)
			continue;
		request = mail_bounce_read(&b, NULL, message.bytes,
		    message.len) == DONE && b.what == BOUNCE_UNSUBSCRIBE &&
		    requests_hold(requests, b.token);
		o = mail_mailbox_survived(m);
		if (o == DONE && request)
			o = mail_mailbox_delete(m);
	}
	mail_mailbox_close(m);
	text_free(&message);
	return o == ABSENT ? DONE : o;
}

static enum outcome
write_requests(struct db *db, const struct config *config,
    const struct requests *requests, time_t now)
{
	size_t added = 0;
	enum outcome o = unsubscribe_by_mail(db,
	    (const char (*)[BOUNCE_TOKEN_CHARS + 1])requests->tokens,
	    requests->count, now, &added);

	return o == DONE ? delete_requests(config, requests) : o;
}

enum outcome
read_mailbox(struct db *db, struct bounce_reader *b,
    const struct config *config, size_t most, bool night, time_t now,
    bool *more)
{
	struct requests requests = { .tokens = NULL };
	struct text message = { 0 };
	struct mailbox *m = NULL;
	size_t count = 0, failed = 0;
	enum outcome o = mail_mailbox_open(&m, config->bounce_maildir);
	bool again;

	if (o == DONE)
		o = bounce_reader_tell(db, b, now);
	while (o == DONE && count < most && failed < FAILURES_MOST) {
		enum outcome handled;

		o = mail_mailbox_next(m, BOUNCE_BYTES_MAX, &message, &again);
		if (o != DONE)
			break;
		handled = handle(db, b, config, m, &message, again, now,
		    &requests);
		count += handled == DONE;
		failed += handled == FAILED;
	}
	*more = count == most;
	mail_mailbox_close(m);
	text_free(&message);
	if (night && o != FAILED && requests.count > 0)
		o = write_requests(db, config, &requests, now);
	free(requests.tokens);
	return failed > 0 || o == FAILED ? FAILED : DONE;
}
