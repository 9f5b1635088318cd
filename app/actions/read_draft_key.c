/*
 * read_draft_key.c - fetches the survey's only key.
 */
#include <stdio.h>
#include <string.h>

#include "actions/read_draft_key.h"
#include "base/log.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"

enum outcome
read_draft_key(unsigned char **out, const char *secrets)
{
	unsigned char *key;
	char folder[512];
	enum outcome o;

	crypto_open();
	if (snprintf(folder, sizeof(folder), "%s/survey", secrets) >=
	    (int)sizeof(folder))
		return log_failed("the folder of secrets has too long a name");
	key = crypto_secret_new(DRAFT_KEY_BYTES);
	o = crypto_key_read(key, DRAFT_KEY_BYTES, folder, "draft.key");
	if (o != DONE) {
		crypto_secret_free(key);
		return o == ABSENT ? log_failed("%s/draft.key is missing",
		    folder) : o;
	}
	*out = key;
	return DONE;
}

unsigned char *
relock_draft_key(unsigned char *inherited)
{
	unsigned char *key = crypto_secret_new(DRAFT_KEY_BYTES);

	memcpy(key, inherited, DRAFT_KEY_BYTES);
	crypto_wipe(inherited, DRAFT_KEY_BYTES);
	return key;
}
