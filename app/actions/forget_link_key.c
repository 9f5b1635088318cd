/*
 * forget_link_key.c - destroys link key and list key of a counted wave, and
 * the numbers of its nights.
 */
#include "actions/forget_link_key.h"

#include "actions/read_link_key.h"
#include "actions/read_list_key.h"
#include "crypto/keyfile.h"

enum outcome
forget_link_key(const struct config *config, const char *wave_id)
{
	char names[4][LIST_NAME_MAX];
	enum outcome o, all = ABSENT;

	link_key_name(names[0], wave_id);
	list_key_name(names[1], wave_id);
	list_record_name(names[2], wave_id);
	list_nights_name(names[3], wave_id);
	for (size_t i = 0; i < 4; i++) {
		o = crypto_key_destroy(config->secrets, names[i]);
		if (o == FAILED)
			return FAILED;
		if (o == DONE)
			all = DONE;
	}
	return all;
}
