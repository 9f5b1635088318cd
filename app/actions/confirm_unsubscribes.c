/*
 * confirm_unsubscribes.c - all askings of a wave are judged in memory; what
 * comes of it is written in random order, so that rows say nothing of who
 * asked before whom.
 */
#include "actions/confirm_unsubscribes.h"

#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/open_invitee.h"
#include "actions/raise_alert.h"
#include "actions/read_link_key.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "domain/unsubscribe.h"
#include "storage/unsubscribe.h"

struct decision {
	struct unsubscribe_row *rows;
	size_t count;
	const struct unsubscribe_row **confirmed, **held;	/* of rows */
	struct unsubscribes_decided many;
};

static void
decision_free(struct decision *d)
{
	store_unsubscribes_free(d->rows, d->count);
	free(d->confirmed);
	free(d->held);
}

/* The mail domain; NULL for a record that does not open: such a person is
 * believed like anybody else. The caller frees. */
static char *
domain_of(const struct unsubscribe_row *row, const unsigned char *key,
    const char *wave_id)
{
	struct invitee who = { 0 };
	const char *at;
	char *domain = NULL;

	if (open_invitee(&who, key, wave_id, row->invitee_id, row->sealed,
	    row->sealed_len) != DONE) {
		log_info("wave %s: the record of somebody who wants no more "
		    "mail does not open", wave_id);
		return NULL;
	}
	at = strrchr(who.address, '@');
	if (at != NULL && (domain = strdup(at + 1)) == NULL)
		die("out of memory");
	invitee_free(&who);
	return domain;
}

/* What the rule says of each row, into its `held`. */
static void
judge(struct decision *d, const unsigned char *key, const char *wave_id)
{
	struct unsubscribe_ask *asks = calloc(d->count + 1, sizeof(*asks));
	char **domains = calloc(d->count + 1, sizeof(*domains));

	if (asks == NULL || domains == NULL)
		die("out of memory");
	for (size_t i = 0; i < d->count; i++) {
		const struct unsubscribe_row *row = &d->rows[i];

		domains[i] = domain_of(row, key, wave_id);
		asks[i].asked_at = row->asked_at;
		asks[i].run = row->mail_run_id;
		asks[i].run_letters = row->run_letters;
		asks[i].domain = domains[i];
	}
	unsubscribe_judge(asks, d->count);
	for (size_t i = 0; i < d->count; i++) {
		d->rows[i].held = asks[i].fate;
		free(domains[i]);
	}
	free(domains);
	free(asks);
}

/* Too many at once is known before two minutes have passed; that there were
 * not too many is known only then. */
static void
sort_out(struct decision *d, time_t now)
{
	size_t *order = calloc(d->count + 1, sizeof(*order));

	d->confirmed = calloc(d->count + 1, sizeof(*d->confirmed));
	d->held = calloc(d->count + 1, sizeof(*d->held));
	if (order == NULL || d->confirmed == NULL || d->held == NULL)
		die("out of memory");
	crypto_shuffle(order, d->count);
	for (size_t i = 0; i < d->count; i++) {
		const struct unsubscribe_row *row = &d->rows[order[i]];

		if (!row->undecided)
			continue;
		if (row->held != UNSUBSCRIBE_STANDS)
			d->held[d->many.held++] = row;
		else if (unsubscribe_is_due(row->asked_at, now))
			d->confirmed[d->many.confirmed++] = row;
	}
	free(order);
}

/* Inside a transaction. */
static enum outcome
tell(struct db *db, const struct config *config, const char *wave_id,
    size_t held, time_t now)
{
	struct text words = { 0 };
	enum outcome o;

	text_printf(&words, "Er kwamen %zu afmeldingen met veel tegelijk "
	    "binnen. Misschien deed een scanner dat, en niet de mensen zelf. "
	    "Zij krijgen geen brieven tot u beslist. Wie het zijn, ziet u met: "
	    "aoj unsubscribe list", held);
	o = raise_alert(db, config, wave_id, "unsubscribe_held", words.bytes,
	    now);
	text_free(&words);
	return o;
}

/* Inside a transaction. */
static enum outcome
decide(struct db *db, const struct config *config,
    const unsigned char *key, const char *wave_id, time_t now,
    struct decision *d)
{
	time_t first = 0;
	enum outcome o = store_unsubscribe_lock(db, wave_id);

	if (o == DONE)
		o = store_unsubscribe_first(db, wave_id, &first);
	if (o != DONE || first == 0)
		return o;
	o = store_unsubscribes_since(db, wave_id, first - UNSUBSCRIBE_SECONDS,
	    &d->rows, &d->count);
	if (o != DONE)
		return o;
	judge(d, key, wave_id);
	sort_out(d, now);
	if (d->many.confirmed > 0)
		o = store_unsubscribes_confirm(db, wave_id, d->confirmed,
		    d->many.confirmed);
	if (o == DONE && d->many.held > 0)
		o = store_unsubscribes_hold(db, wave_id, d->held,
		    d->many.held, now);
	if (o == DONE && d->many.held > 0)
		o = tell(db, config, wave_id, d->many.held, now);
	return o;
}

enum outcome
confirm_unsubscribes(struct db *db, const struct config *config,
    const char *wave_id, time_t now, struct unsubscribes_decided *out,
    struct problem *why)
{
	unsigned char *key = crypto_secret_new(CONTACT_KEY_BYTES);
	struct decision d = { .rows = NULL };
	enum outcome o = read_contact_key(key, config, wave_id, why);

	*out = (struct unsubscribes_decided){ 0, 0 };
	if (o == DONE)
		o = db_begin(db);
	if (o != DONE)
		goto out;
	why->code = PROBLEM_NONE;
	o = end_transaction(db, decide(db, config, key, wave_id, now, &d),
	    "confirm_unsubscribes", why);
	if (o != DONE)
		goto out;
	*out = d.many;
	if (d.many.confirmed > 0)
		o = store_unsubscribes_read(db, wave_id);
out:
	decision_free(&d);
	crypto_secret_free(key);
	return o;
}
