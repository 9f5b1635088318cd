/*
 * held_unsubscribes.c - reads what is held and opens the records.
 */
#include "actions/held_unsubscribes.h"

#include <stdlib.h>

#include "actions/open_invitee.h"
#include "actions/read_link_key.h"
#include "base/log.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"

enum outcome
held_unsubscribes(struct db *db, const struct config *config,
    const char *wave_id, struct held_unsubscribes *out, struct problem *why)
{
	unsigned char *key;
	enum outcome o;

	crypto_open();
	key = crypto_secret_new(CONTACT_KEY_BYTES);
	o = read_contact_key(key, config, wave_id, why);
	if (o == DONE)
		o = store_unsubscribes_waiting(db, wave_id, &out->rows,
		    &out->count);
	if (o == DONE) {
		out->people = calloc(out->count + 1, sizeof(*out->people));
		if (out->people == NULL)
			die("out of memory");
		for (size_t i = 0; i < out->count; i++)
			if (open_invitee(&out->people[i], key, wave_id,
			    out->rows[i].invitee_id, out->rows[i].sealed,
			    out->rows[i].sealed_len) != DONE)
				log_info("a record of the address list does "
				    "not open");
	}
	crypto_secret_free(key);
	return o;
}

void
held_unsubscribes_free(struct held_unsubscribes *h)
{
	for (size_t i = 0; h->people != NULL && i < h->count; i++)
		invitee_free(&h->people[i]);
	free(h->people);
	store_unsubscribes_free(h->rows, h->count);
	*h = (struct held_unsubscribes){ .rows = NULL };
}
