/*
 * put_staff_mail.c - seals a mail to staff and puts it into the outbox.
 */
#include "actions/put_staff_mail.h"

#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "storage/outbox.h"

enum outcome
put_staff_mail(struct db *db, const struct config *config,
    const struct staff_mail *mail, time_t now)
{
	unsigned char *key = crypto_secret_new(CONTACT_KEY_BYTES);
	struct text record = { 0 }, sealed = { 0 };
	char id[37];
	enum outcome o = crypto_key_make(key, CONTACT_KEY_BYTES,
	    config->secrets, OUTBOX_KEY);

	if (o == DONE) {
		crypto_uuid(id);
		staff_mail_to_record(mail, &record);
		crypto_contact_seal(&sealed, key, "outbox", OUTBOX_NO_WAVE, id,
		    record.bytes, record.len);
		o = store_outbox_put(db, id, &sealed, now);
	}
	crypto_secret_free(key);
	text_free(&record);
	text_free(&sealed);
	return o;
}
