/*
 * decide_unsubscribes.c - confirms or dismisses what is held, in random order.
 */
#include "actions/decide_unsubscribes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/held_unsubscribes.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/chance.h"

/* What two spellings of an address have in common. */
static enum outcome
read_address(char **out, const char *typed, struct problem *why)
{
	const char *wrong = NULL;
	char *address = invitee_address(typed, &wrong);

	if (address == NULL)
		return problem_set(why, PROBLEM_FIELD, "%s", wrong);
	*out = invitee_address_key(address);
	free(address);
	return DONE;
}

static bool
has_address(const struct invitee *person, const char *key)
{
	char *theirs;
	bool same;

	if (person->address == NULL)
		return false;
	theirs = invitee_address_key(person->address);
	same = strcmp(theirs, key) == 0;
	free(theirs);
	return same;
}

/* The rows meant (of h), in an order that is chance; the caller frees. */
static const struct unsubscribe_row **
choose(const struct held_unsubscribes *h, const char *key, size_t *count)
{
	const struct unsubscribe_row **rows = calloc(h->count + 1,
	    sizeof(*rows));
	size_t *order = calloc(h->count + 1, sizeof(*order));

	if (rows == NULL || order == NULL)
		die("out of memory");
	crypto_shuffle(order, h->count);
	*count = 0;
	for (size_t i = 0; i < h->count; i++)
		if (key == NULL || has_address(&h->people[order[i]], key))
			rows[(*count)++] = &h->rows[order[i]];
	free(order);
	return rows;
}

struct deciding {
	struct db *db;
	const struct config *config;
	struct wave_row wave;
	const struct unsubscribe_word *word;
	char *key;		/* of the address; NULL means everybody */
	const char *who;
	time_t now;
};

/* Inside a transaction. */
static enum outcome
write_down(const struct deciding *d,
    const struct unsubscribe_row *const *rows, size_t count)
{
	const char *wave_id = d->wave.wave_id;
	char detail[40];
	enum outcome o = d->word->confirm ?
	    store_unsubscribes_confirm(d->db, wave_id, rows, count) :
	    store_unsubscribes_dismiss(d->db, wave_id, rows, count);

	(void)snprintf(detail, sizeof(detail), "{\"people\": %zu}", count);
	if (o == DONE)
		o = write_audit(d->db, d->now, d->who, d->word->confirm ?
		    "confirm_unsubscribes" : "dismiss_unsubscribes", wave_id,
		    detail);
	return o;
}

/* Inside a transaction. */
static enum outcome
decide(const struct deciding *d, size_t *decided, struct problem *why)
{
	struct held_unsubscribes held = { .rows = NULL };
	const struct unsubscribe_row **rows = NULL;
	enum outcome o = hold_wave(d->db, &d->wave, WAVE_OPEN, WAVE_CLOSED,
	    why);

	if (o == DONE)
		o = held_unsubscribes(d->db, d->config, d->wave.wave_id, &held,
		    why);
	if (o == DONE) {
		rows = choose(&held, d->key, decided);
		o = *decided > 0 ? write_down(d, rows, *decided) :
		    problem_set(why, PROBLEM_NAME, d->key == NULL ?
		    "Er wachten geen afmeldingen." :
		    "Voor dit adres wacht geen afmelding.");
	}
	free(rows);
	held_unsubscribes_free(&held);
	return o;
}

enum outcome
decide_unsubscribes(struct db *db, const struct config *config,
    const char *code, const struct unsubscribe_word *word, const char *who,
    time_t now, size_t *decided, struct problem *why)
{
	struct deciding d = { .db = db, .config = config, .word = word,
	    .who = who, .now = now };
	enum outcome o = word->address == NULL ? DONE :
	    read_address(&d.key, word->address, why);

	if (o == DONE)
		o = find_wave(db, code, &d.wave, why);
	if (o == DONE)
		o = db_begin(db);
	if (o != DONE)
		goto out;
	o = end_transaction(db, decide(&d, decided, why),
	    "decide_unsubscribes", why);
	if (o == DONE && word->confirm)
		o = store_unsubscribes_read(db, d.wave.wave_id);
out:
	free(d.key);
	store_wave_free(&d.wave);
	return o;
}
