/*
 * forget_link_key.c - destroys the link key of a counted wave.
 */
#include "actions/forget_link_key.h"

#include "actions/read_link_key.h"
#include "crypto/keyfile.h"

enum outcome
forget_link_key(const struct config *config, const char *wave_id)
{
	char name[80];

	link_key_name(name, wave_id);
	return crypto_key_destroy(config->secrets, name);
}
