/*
 * unsubscribe_by_mail.c - notes what was asked; post's own confirming does
 * the rest.
 */
#include "actions/unsubscribe_by_mail.h"

#include <string.h>

#include "crypto/token.h"
#include "storage/unsubscribe.h"

enum outcome
unsubscribe_by_mail(struct db *db, const char *token, time_t now)
{
	unsigned char hash[DERIVED_BYTES];
	struct token t;

	if (!crypto_token_read(&t, token, strlen(token)))
		return ABSENT;
	crypto_unsubscribe_hash(hash, &t);
	return store_unsubscribe_ask(db, hash, now);
}
