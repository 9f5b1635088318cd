/*
 * ask_unsubscribe.c - one statement, by the hash of the weaker token.
 */
#include "actions/ask_unsubscribe.h"
#include "storage/respondent.h"

enum outcome
ask_unsubscribe(struct survey *s, const struct token *token, time_t now)
{
	unsigned char hash[DERIVED_BYTES];
	enum stored ignored;
	enum outcome o;

	crypto_unsubscribe_hash(hash, token);
	o = store_refuse(s->db, hash, "unsubscribed", now, &ignored);
	return o == ABSENT ? DONE : o;
}
