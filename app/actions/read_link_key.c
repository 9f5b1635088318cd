/*
 * read_link_key.c - keys of a wave that sending needs. A post with another
 * link key would send links that nobody can open, and would call every ballot
 * foreign: it must not touch the wave at all.
 */
#include "actions/read_link_key.h"

#include <stdio.h>
#include <string.h>

#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"

void
link_key_name(char *out, const char *wave_id)
{
	(void)snprintf(out, 80, "post/link/%s.key", wave_id);
}

enum outcome
read_link_key(unsigned char *key, const struct config *config,
    const struct wave_work *wave, struct problem *why)
{
	unsigned char hash[32];
	char name[80];
	enum outcome o;

	link_key_name(name, wave->wave_id);
	o = crypto_key_read(key, LINK_KEY_BYTES, config->secrets, name);
	if (o == ABSENT)
		return problem_set(why, PROBLEM_SECRET, "De sleutel voor de "
		    "links (%s) is hier niet. Deze meting wordt hier niet "
		    "aangeraakt.", name);
	if (o != DONE)
		return o;
	crypto_link_key_hash(hash, key);
	if (!wave->has_key || memcmp(hash, wave->link_key_hash, 32) != 0)
		return problem_set(why, PROBLEM_SECRET, "De links van deze "
		    "meting zijn met een andere sleutel gemaakt dan %s. Deze "
		    "meting wordt hier niet aangeraakt.", name);
	return DONE;
}

void
contact_key_name(char *out, const char *wave_id)
{
	(void)snprintf(out, 80, "contact/%s.key", wave_id);
}

enum outcome
read_contact_key(unsigned char *key, const struct config *config,
    const char *wave_id, struct problem *why)
{
	char name[80];
	enum outcome o;

	contact_key_name(name, wave_id);
	o = crypto_key_read(key, CONTACT_KEY_BYTES, config->secrets, name);
	if (o == ABSENT)
		return problem_set(why, PROBLEM_SECRET, "De sleutel van de "
		    "adreslijst (%s in de map met geheimen) is er niet.",
		    name);
	return o;
}

enum outcome
have_wave_keys(const struct config *config, const struct wave_work *wave,
    struct problem *why)
{
	unsigned char *link = crypto_secret_new(LINK_KEY_BYTES);
	unsigned char *contact = crypto_secret_new(CONTACT_KEY_BYTES);
	enum outcome o = read_link_key(link, config, wave, why);

	if (o == DONE)
		o = read_contact_key(contact, config, wave->wave_id, why);
	crypto_secret_free(contact);
	crypto_secret_free(link);
	return o;
}
