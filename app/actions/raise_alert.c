/*
 * raise_alert.c - keeps an alert, sealed, and puts a mail to the wave's
 * contact into the outbox.
 */
#include "actions/raise_alert.h"

#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/put_staff_mail.h"
#include "actions/read_link_key.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "domain/wave.h"
#include "storage/outbox.h"
#include "storage/wave_work.h"

static enum outcome
keep(struct db *db, const unsigned char *key, const char *wave_id,
    const char *what, const char *sentence, time_t now)
{
	struct alert_row row = { .at = now };
	enum outcome o;

	crypto_uuid(row.alert_id);
	text_copy(row.what, sizeof(row.what), what);
	crypto_contact_seal(&row.sealed, key, "alert", wave_id, row.alert_id,
	    sentence, strlen(sentence));
	o = store_alert_add(db, wave_id, &row);
	text_free(&row.sealed);
	return o;
}

static char *
copy(const char *s)
{
	char *out = strdup(s);

	if (out == NULL)
		die("out of memory");
	return out;
}

static enum outcome
mail(struct db *db, const struct config *config, const char *wave_id,
    const char *sentence, time_t now)
{
	struct text subject = { 0 }, words = { 0 };
	struct staff_mail m = { 0 };
	struct wave *w = NULL;
	enum outcome o = store_wave_work_read(db, wave_id, &w);

	if (o != DONE)
		return o == ABSENT ? log_failed("an alert about a wave that "
		    "is gone") : o;
	text_printf(&subject, "Kijk even naar de meting %s", w->code);
	text_printf(&words, "# Er is iets met de meting “%s”\n\n"
	    "Beste %s,\n\n%s\n\n"
	    "Alles op een rij: aoj post status %s\n\n"
	    "Dit bericht komt van de computer die de brieven van de meting "
	    "verstuurt. Hetzelfde bericht komt hoogstens één keer per uur.\n",
	    w->title, w->contact_name, sentence, w->code);
	m.to_name = copy(w->contact_name);
	m.to_address = copy(w->contact_address);
	m.subject = copy(subject.bytes);
	m.text = copy(words.bytes);
	o = put_staff_mail(db, config, &m, now);
	staff_mail_free(&m);
	text_free(&subject);
	text_free(&words);
	wave_free(w);
	return o;
}

enum outcome
raise_alert(struct db *db, const struct config *config, const char *wave_id,
    const char *what, const char *sentence, time_t now)
{
	unsigned char *key = crypto_secret_new(CONTACT_KEY_BYTES);
	struct problem why = { .code = PROBLEM_NONE };
	bool own = !db_in_transaction(db), lately = false;
	enum outcome o = read_contact_key(key, config, wave_id, &why);

	if (o != DONE) {
		crypto_secret_free(key);
		if (o == REFUSED)
			log_info("wave %s: %s, and the key to keep it is not "
			    "here", wave_id, what);
		return o == REFUSED ? DONE : o;
	}
	o = own ? db_begin(db) : DONE;
	if (o == DONE)
		o = store_alert_lately(db, wave_id, what,
		    now - ALERT_MAIL_EVERY, &lately);
	if (o == DONE)
		o = keep(db, key, wave_id, what, sentence, now);
	if (o == DONE && !lately)
		o = mail(db, config, wave_id, sentence, now);
	if (own)
		o = end_transaction(db, o, "raise_alert", &why);
	if (o == DONE)
		log_info("wave %s: the administrator is told: %s", wave_id,
		    what);
	crypto_secret_free(key);
	return o;
}
