/*
 * destroy_contacts.c - first the records, all of a wave in one transaction,
 * then the key: a host that is killed in between, or was away, finds the wave
 * among those without records and destroys its key then.
 */
#include "actions/destroy_contacts.h"

#include <stdlib.h>

#include "actions/end_transaction.h"
#include "actions/read_link_key.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/keyfile.h"
#include "storage/contacts.h"

static enum outcome
empty(struct db *db, const char *wave_id, const char *who, time_t now)
{
	struct problem why = { .code = PROBLEM_NONE };
	enum outcome o = db_begin(db);

	if (o != DONE)
		return o;
	o = store_contacts_destroy(db, wave_id, now);
	if (o == ABSENT) {
		db_rollback(db);
		return DONE;
	}
	if (o == DONE)
		o = write_audit(db, now, who, "destroy_contacts", wave_id,
		    "{}");
	o = end_transaction(db, o, "destroy_contacts", &why);
	if (o == DONE)
		log_info("wave %s: names and addresses are destroyed",
		    wave_id);
	return o;
}

enum outcome
destroy_contact_keys(struct db *db, const struct config *config)
{
	char (*waves)[37] = NULL, name[80];
	size_t count = 0;
	enum outcome o = store_contacts_destroyed(db, &waves, &count);

	for (size_t i = 0; o == DONE && i < count; i++) {
		contact_key_name(name, waves[i]);
		o = crypto_key_destroy(config->secrets, name);
		if (o == DONE)
			log_info("wave %s: the contact key is destroyed",
			    waves[i]);
		else if (o == ABSENT)
			o = DONE;
	}
	free(waves);
	return o;
}

enum outcome
destroy_contacts(struct db *db, const struct config *config, const char *who,
    time_t now)
{
	char (*waves)[37] = NULL;
	size_t count = 0;
	enum outcome o = store_contacts_over(db, now, &waves, &count);

	for (size_t i = 0; o == DONE && i < count; i++)
		o = empty(db, waves[i], who, now);
	free(waves);
	return o == DONE ? destroy_contact_keys(db, config) : o;
}
