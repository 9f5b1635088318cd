/*
 * open_invitee.c - opens one record, and wipes what lay between.
 */
#include "actions/open_invitee.h"

#include "crypto/contact.h"

enum outcome
open_invitee(struct invitee *out, const unsigned char *key,
    const char *wave_id, const char *invitee_id, const unsigned char *sealed,
    size_t len)
{
	struct text plain = { 0 };
	enum outcome o = crypto_contact_open(&plain, key, "invitee", wave_id,
	    invitee_id, sealed, len);

	if (o == DONE)
		o = invitee_from_record(out, plain.bytes, plain.len);
	text_free(&plain);
	return o;
}
