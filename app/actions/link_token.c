/*
 * link_token.c - hands a token's few uses on to the crypto room.
 */
#include "actions/link_token.h"
#include "crypto/keyfile.h"

bool
link_token_read(struct token *out, const char *text, size_t len)
{
	return crypto_token_read(out, text, len);
}

void
link_token_print(char *text, const struct token *t)
{
	crypto_token_print(text, t);
}

void
link_token_form(char *text, const struct token *t)
{
	crypto_form(text, t);
}

bool
link_token_form_is(const struct token *t, const char *text, size_t len)
{
	return crypto_form_is(t, text, len);
}

void
link_token_wipe(struct token *t)
{
	crypto_wipe(t, sizeof(*t));
}
