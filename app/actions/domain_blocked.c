/*
 * domain_blocked.c - compares the domains of a run's addresses with those
 * that are blocked, as hashes.
 */
#include "actions/domain_blocked.h"

#include <stdlib.h>
#include <string.h>

#include "actions/open_person.h"
#include "crypto/contact.h"
#include "storage/bounce.h"

bool
domain_blocked(const struct letter_run *r, const char *address)
{
	const char *at = strrchr(address, '@');
	unsigned char hash[DOMAIN_HASH_BYTES];

	if (r->block_count == 0 || at == NULL)
		return false;
	crypto_contact_domain(hash, r->contact_key, r->run.wave_id, at + 1);
	for (size_t i = 0; i < r->block_count; i++)
		if (memcmp(hash, r->blocks[i], sizeof(hash)) == 0)
			return true;
	return false;
}

/* A record that does not open is no reason to wait. */
static bool
goes_to_blocked(const struct letter_run *r, const struct letter_row *row)
{
	struct invitee to = { 0 };
	bool blocked = open_person(r->contact_key, r->run.wave_id,
	    row->invitee_id, row->sealed, row->sealed_len, &to) == DONE &&
	    domain_blocked(r, to.address);

	invitee_free(&to);
	return blocked;
}

enum outcome
load_blocks(struct db *db, struct letter_run *r)
{
	unsigned char (*blocks)[DOMAIN_HASH_BYTES] = NULL;
	size_t count = 0;
	enum outcome o = store_mail_blocks(db, r->run.wave_id, &blocks,
	    &count);

	if (o != DONE)
		return o;
	free(r->blocks);
	r->blocks = blocks;
	r->block_count = count;
	for (size_t i = 0; i < r->count; i++) {
		struct run_letter *l = &r->letters[i];

		l->blocked = count > 0 && l->row->wanted &&
		    goes_to_blocked(r, l->row);
	}
	return DONE;
}

void
blocked_put_off(struct run_letter *l, bool given_up, time_t now)
{
	if (l->e.tries++ == 0)
		l->e.first = now;
	l->e.next = now + BLOCKED_RETRY;
	l->e.fate = given_up ? 'G' : 'W';
	text_copy(l->e.reply, sizeof(l->e.reply), BLOCKED_REPLY);
}
