/*
 * read_list_key.c - where the list key is, and whether it is the wave's.
 */
#include "actions/read_list_key.h"

#include <stdio.h>
#include <string.h>

#include "crypto/keyfile.h"
#include "crypto/signature.h"

static void
name_file(char out[LIST_NAME_MAX], const char *wave_id, const char *ending)
{
	(void)snprintf(out, LIST_NAME_MAX, "post/list/%s.%s", wave_id,
	    ending);
}

void
list_key_name(char out[LIST_NAME_MAX], const char *wave_id)
{
	name_file(out, wave_id, "key");
}

void
list_record_name(char out[LIST_NAME_MAX], const char *wave_id)
{
	name_file(out, wave_id, "signed");
}

void
list_nights_name(char out[LIST_NAME_MAX], const char *wave_id)
{
	name_file(out, wave_id, "nights");
}

enum outcome
read_list_key(unsigned char *seed, const struct config *config,
    const struct wave_work *wave, struct problem *why)
{
	unsigned char public_key[SIGN_PUBLIC_BYTES];
	char name[LIST_NAME_MAX];
	enum outcome o;

	list_key_name(name, wave->wave_id);
	o = crypto_key_read(seed, SIGN_SEED_BYTES, config->secrets, name);
	if (o != DONE)
		return o;
	crypto_sign_public(public_key, seed);
	if (!wave->has_key || memcmp(public_key, wave->list_public_key,
	    sizeof(public_key)) != 0)
		return problem_set(why, PROBLEM_SECRET, "De lijst van deze "
		    "meting hoort bij een andere sleutel dan %s. Er wordt "
		    "niets ondertekend.", name);
	return DONE;
}
