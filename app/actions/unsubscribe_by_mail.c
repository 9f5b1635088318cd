/*
 * unsubscribe_by_mail.c - finds the wave of each token, and writes the slips
 * of each wave in one statement, in an order that is chance.
 */
#include "actions/unsubscribe_by_mail.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "crypto/chance.h"
#include "crypto/token.h"
#include "storage/slip.h"

struct request {
	char wave_id[37];	/* "": none, or done */
	unsigned char stop_id[DERIVED_BYTES];
};

static enum outcome
find(struct db *db, const char *token, time_t now, struct request *out)
{
	unsigned char hash[DERIVED_BYTES];
	struct token t;
	enum outcome o;

	if (!crypto_token_read(&t, token, strlen(token)))
		return DONE;
	crypto_unsubscribe_hash(hash, &t);
	crypto_stop_id(out->stop_id, &t);
	o = store_slip_unsubscribe(db, hash, now, out->wave_id);
	return o == ABSENT ? DONE : o;
}

/* All requests of the wave of this one. */
static enum outcome
write_wave(struct db *db, struct request *requests, size_t count,
    const char *wave_id, time_t now, size_t *added)
{
	struct text ids = { 0 };
	size_t new = 0;
	enum outcome o;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(requests[i].wave_id, wave_id) != 0)
			continue;
		db_array_add_bytes(&ids, requests[i].stop_id,
		    sizeof(requests[i].stop_id));
		requests[i].wave_id[0] = '\0';
	}
	db_array_end(&ids);
	o = store_slip_stop(db, wave_id, &ids, now, &new);
	*added += new;
	text_free(&ids);
	return o;
}

enum outcome
unsubscribe_by_mail(struct db *db,
    const char (*tokens)[BOUNCE_TOKEN_CHARS + 1], size_t count, time_t now,
    size_t *added)
{
	struct request *requests = calloc(count + 1, sizeof(*requests));
	size_t *order = calloc(count + 1, sizeof(*order));
	char wave_id[37];
	enum outcome o = DONE;

	if (requests == NULL || order == NULL)
		die("out of memory");
	*added = 0;
	crypto_shuffle(order, count);
	for (size_t i = 0; o == DONE && i < count; i++)
		o = find(db, tokens[order[i]], now, &requests[i]);
	for (size_t i = 0; o == DONE && i < count; i++) {
		if (requests[i].wave_id[0] == '\0')
			continue;
		text_copy(wave_id, sizeof(wave_id), requests[i].wave_id);
		o = write_wave(db, requests, count, wave_id, now, added);
	}
	free(order);
	free(requests);
	return o;
}
