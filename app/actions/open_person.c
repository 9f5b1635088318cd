/*
 * open_person.c - opens one record of the address list.
 */
#include "actions/open_person.h"

#include "base/text.h"
#include "crypto/contact.h"

enum outcome
open_person(const unsigned char *contact_key, const char *wave_id,
    const char *invitee_id, const unsigned char *sealed, size_t len,
    struct invitee *out)
{
	struct text plain = { 0 };
	enum outcome o = crypto_contact_open(&plain, contact_key, "invitee",
	    wave_id, invitee_id, sealed, len);

	if (o == DONE)
		o = invitee_from_record(out, plain.bytes, plain.len);
	text_free(&plain);
	return o;
}
