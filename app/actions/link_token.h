/*
 * link_token.h - a link's token as doors see it: read from a link or a cookie,
 * and the value that ties a form to it. Derives nothing else.
 */
#ifndef ACTIONS_LINK_TOKEN_H
#define ACTIONS_LINK_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/token.h"

/* Only the canonical spelling; false otherwise. */
bool link_token_read(struct token *out, const char *text, size_t len);
/* text gets TOKEN_CHARS + 1 bytes. */
void link_token_print(char *text, const struct token *t);
/* text gets FORM_CHARS + 1 bytes. */
void link_token_form(char *text, const struct token *t);
bool link_token_form_is(const struct token *t, const char *text, size_t len);
void link_token_wipe(struct token *t);

#endif
