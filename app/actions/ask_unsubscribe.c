/*
 * ask_unsubscribe.c - two statements: the wave by the hash of the weaker
 * token, and the slip by its id. No statement has both.
 */
#include "actions/ask_unsubscribe.h"
#include "storage/respondent.h"

/* Said once more it is read, and nothing is written: the first reader of a
 * new row leaves a mark on it. */
static enum outcome
request(struct survey *s, const unsigned char *stop_id, const char *wave_id,
    const char *what, time_t now)
{
	enum stored stored = STORED_ALREADY;
	enum outcome o = store_request_stop(s->db, stop_id, wave_id, what,
	    now, &stored);

	if (o == DONE && stored == STORED)
		o = store_request_stop(s->db, stop_id, wave_id, what, now,
		    &stored);
	return o == ABSENT ? DONE : o;
}

enum outcome
ask_unsubscribe(struct survey *s, const struct token *token, bool chosen,
    time_t now)
{
	unsigned char hash[DERIVED_BYTES], stop_id[DERIVED_BYTES];
	char wave_id[37];
	enum outcome o;

	crypto_unsubscribe_hash(hash, token);
	crypto_stop_id(stop_id, token);
	o = store_find_unsubscribe(s->db, hash, wave_id);
	return o == DONE ? request(s, stop_id, wave_id, chosen ? "chosen" :
	    "asked", now) : o;
}

static void
stop_of(unsigned char stop_id[DERIVED_BYTES], const struct respondent *r)
{
	struct token weaker;

	crypto_unsubscribe(&weaker, &r->token);
	crypto_stop_id(stop_id, &weaker);
}

enum outcome
stop_request_stands(struct survey *s, const struct respondent *r, bool *out)
{
	unsigned char stop_id[DERIVED_BYTES];

	stop_of(stop_id, r);
	return store_stop_stands(s->db, stop_id, out);
}

enum outcome
undo_unsubscribe(struct survey *s, const struct respondent *r, time_t now)
{
	unsigned char stop_id[DERIVED_BYTES];

	stop_of(stop_id, r);
	return request(s, stop_id, r->wave->wave_id, "undone", now);
}
