/*
 * put_notice.c - the words of a notice. The name on the list does not stand in
 * it: a wrong address may be somebody else's.
 */
#include "actions/put_notice.h"

#include <stdlib.h>
#include <string.h>

#include "actions/put_staff_mail.h"
#include "base/log.h"
#include "base/text.h"
#include "domain/wave.h"
#include "storage/wave_work.h"

static char *
copy(const char *s)
{
	char *out = strdup(s);

	if (out == NULL)
		die("out of memory");
	return out;
}

static void
write_words(const struct wave *w, struct text *out)
{
	text_printf(out, "# Uw uitnodiging is vervangen\n\n"
	    "Beste lezer,\n\n"
	    "Op dit e-mailadres kreeg u een uitnodiging voor “%s”. Iemand van "
	    "de organisatie heeft voor deze uitnodiging een ander e-mailadres "
	    "opgegeven. Daarom gaat er een nieuwe uitnodiging naar dat andere "
	    "adres. De link in de mail aan dit adres werkt niet meer.\n\n"
	    "Klopt dat? Dan hoeft u niets te doen.\n\n"
	    "Klopt het niet, of weet u van niets? Vertel het dan aan %s: "
	    "%s.\n\n"
	    "Dit bericht krijgt iedereen van wie de uitnodiging is vervangen. "
	    "Het zegt niets over wat u wel of niet hebt ingevuld.\n",
	    w->title, w->contact_name, w->contact_address);
}

enum outcome
put_notice(struct db *db, const struct config *config, const char *wave_id,
    const char *address, time_t now)
{
	struct staff_mail m = { 0 };
	struct text words = { 0 };
	struct wave *w = NULL;
	enum outcome o = store_wave_work_read(db, wave_id, &w);

	if (o != DONE)
		return o == ABSENT ? log_failed("wave %s is gone", wave_id) :
		    o;
	write_words(w, &words);
	m.from_name = copy(w->sender_name);
	m.from_address = copy(w->sender_address);
	m.reply_to = copy(w->contact_address);
	m.to_name = copy("");
	m.to_address = copy(address);
	m.subject = copy("Uw uitnodiging is vervangen");
	m.text = copy(words.bytes);
	o = put_staff_mail(db, config, &m, now);
	staff_mail_free(&m);
	text_free(&words);
	wave_free(w);
	return o;
}
