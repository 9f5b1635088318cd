/*
 * list_domains.c - computed in memory, printed, and forgotten.
 */
#include "actions/list_domains.h"

#include <stdlib.h>
#include <string.h>

#include "actions/judge_stops.h"
#include "actions/read_link_key.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"
#include "storage/wave_work.h"

static enum outcome
find(struct db *db, const char *code, time_t now, struct wave_work *out,
    struct problem *why)
{
	struct wave_work *waves = NULL;
	char wave_id[37];
	size_t count = 0;
	enum outcome o = store_wave_work_find(db, code, wave_id);

	if (o == ABSENT)
		return problem_set(why, PROBLEM_NAME,
		    "Er is geen meting “%s”.", code);
	if (o == DONE)
		o = store_wave_work(db, now, &waves, &count);
	if (o != DONE)
		return o;
	o = ABSENT;
	for (size_t i = 0; i < count; i++)
		if (strcmp(waves[i].wave_id, wave_id) == 0) {
			*out = waves[i];
			o = DONE;
		}
	free(waves);
	return o == DONE ? DONE : problem_set(why, PROBLEM_STATE,
	    "De meting “%s” is nog niet gestart.", code);
}

static void
say(struct text *out, const struct stops *s)
{
	static const char *const words[] = {
		[STOP_UNDECIDED] = ("nog niet beslist, de herinneringen gaan "
		    "verder"),
		[STOP_PEOPLE] = "u zei: mensen",
		[STOP_SCANNER] = "u zei: een scanner",
	};

	for (size_t i = 0; i < s->domain_count; i++)
		if (s->present[i] >= STOP_DOMAIN_NAMED &&
		    stop_has_scanner(s->asks, s->count, i, s->domains))
			text_printf(out, "Bij %s klikt een scanner (%s)\n",
			    s->names[i], words[s->domains[i].word]);
}

enum outcome
list_domains(struct db *db, const struct config *config, const char *code,
    time_t now, struct text *out, struct problem *why)
{
	struct stop_keys keys;
	struct stops stops = { .rows = NULL };
	struct wave_work wave;
	unsigned char *link, *contact;
	enum outcome o;

	crypto_open();
	link = crypto_secret_new(LINK_KEY_BYTES);
	contact = crypto_secret_new(CONTACT_KEY_BYTES);
	keys = (struct stop_keys){ link, contact };
	o = find(db, code, now, &wave, why);
	/* A wave that is counted has no slips, and no keys. */
	if (o == DONE && wave.state == WAVE_COUNTED)
		goto out;
	if (o == DONE)
		o = read_link_key(link, config, &wave, why);
	if (o == DONE)
		o = read_contact_key(contact, config, wave.wave_id, why);
	if (o == DONE)
		o = read_stops(db, wave.wave_id, &keys, &stops);
	if (o == DONE)
		say(out, &stops);
out:
	stops_free(&stops);
	crypto_secret_free(link);
	crypto_secret_free(contact);
	return o;
}
