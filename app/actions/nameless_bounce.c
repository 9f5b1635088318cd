/*
 * nameless_bounce.c - counts bounces that name no letter. One may be a forgery
 * or a real one whose server rewrote the address: no wave is known, so the
 * administrators of all of them are told.
 */
#include "actions/nameless_bounce.h"

#include <stdlib.h>

#include "actions/raise_alert.h"
#include "base/log.h"
#include "base/text.h"
#include "storage/wave_work.h"

static void
write_sentence(const struct nameless *n, struct text *out)
{
	text_printf(out, n->count == 1 ? "Er kwam %lu bericht over een brief "
	    "die niet is aangekomen. Maar bij welke brief het hoort, staat "
	    "niet in het adres. Er is niets veranderd." :
	    "Er kwamen %lu berichten over brieven die niet zijn aangekomen. "
	    "Maar bij welke brieven zij horen, staat niet in het adres. Er is "
	    "niets veranderd.", n->count);
	text_puts(out, " Laat een mens kijken: in de map cur van de postbus "
	    "voor teruggekomen brieven, of bij de mailserver.");
}

enum outcome
nameless_tell(struct nameless *n, struct db *db, const struct config *config,
    time_t now)
{
	struct wave_work *waves = NULL;
	struct text sentence = { 0 };
	size_t count = 0;
	enum outcome o;

	if (n->count == 0 || (n->told_at != 0 &&
	    now - n->told_at < NAMELESS_TELL_EVERY))
		return DONE;
	write_sentence(n, &sentence);
	o = store_wave_work(db, now, &waves, &count);
	for (size_t i = 0; o == DONE && i < count; i++)
		if (waves[i].state == WAVE_OPEN ||
		    waves[i].state == WAVE_CLOSED)
			o = raise_alert(db, config, waves[i].wave_id,
			    "bounce_nameless", sentence.bytes, now);
	if (o == DONE)
		*n = (struct nameless){ .told_at = now };
	free(waves);
	text_free(&sentence);
	return o;
}

enum outcome
nameless_note(struct nameless *n, struct db *db, const struct config *config,
    time_t now)
{
	enum outcome o;

	n->count++;
	o = nameless_tell(n, db, config, now);
	if (o != DONE) {
		n->count--;
		return o;
	}
	log_info("a bounce names no letter: it is kept for a person");
	return DONE;
}
