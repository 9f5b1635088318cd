/*
 * preview_letter.c - a letter to look at. The office has no link key, so it
 * could not make a link that works; this one cannot even be read as one.
 */
#include "actions/preview_letter.h"

#include <stdlib.h>
#include <string.h>

#include "actions/find_wave.h"
#include "actions/read_link_key.h"
#include "base/log.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "mail/message.h"
#include "storage/letter_text.h"

static enum outcome
open_person(struct db *db, const struct config *config,
    const struct named_letter *l, const char *group, struct invitee *to,
    struct letter_example *who, struct problem *why)
{
	unsigned char *key = crypto_secret_new(CONTACT_KEY_BYTES);
	struct text plain = { 0 };
	enum outcome o = store_letter_example(db, l->row.wave_id, group, who);

	if (o == ABSENT)
		o = problem_set(why, PROBLEM_STATE, "Er is nog niemand "
		    "uitgenodigd%s (aoj invitees import).", group == NULL ?
		    "" : " van deze functiegroep");
	if (o == DONE)
		o = read_contact_key(key, config, l->row.wave_id, why);
	if (o == DONE) {
		o = crypto_contact_open(&plain, key, "invitee",
		    l->row.wave_id, who->invitee_id, who->sealed,
		    who->sealed_len);
		if (o == DONE)
			o = invitee_from_record(to, plain.bytes, plain.len);
		if (o != DONE)
			o = log_failed("a person's record does not open");
	}
	text_free(&plain);
	crypto_secret_free(key);
	return o;
}

static enum outcome
compose(const struct named_letter *l, const struct config *config,
    const char *kind, const char *group, const struct invitee *to,
    time_t now, struct composed *out, struct problem *why)
{
	const struct letter_text *own = letter_text_of(&l->texts, kind, group);
	const struct letter letter = {
		.kind = kind, .wave = l->wave, .to = to,
		.group = wave_group(l->wave, group),
		.source = own == NULL ? NULL : own->source,
		.hosts = config->letter_hosts,
	};
	struct letter_names names = letter_names_nowhere;
	enum outcome o;

	REQUIRE(letter.group != NULL);
	names.mailbox = config->bounce_address[0] != '\0' ?
	    config->bounce_address : l->wave->sender_address;
	mail_message_open();
	o = compose_letter(&letter, NULL, &names, now, out, why);
	if (o == ABSENT)
		o = problem_set(why, PROBLEM_FIELD, "Het adres van deze "
		    "genodigde kan niet in een brief staan.");
	return o;
}

enum outcome
preview_letter(struct db *db, const struct config *config,
    const struct letter_name *name, time_t now, struct composed *out,
    struct problem *why)
{
	struct letter_example who = { .sealed = NULL };
	struct named_letter l = { 0 };
	struct invitee to = { 0 };
	enum outcome o;

	crypto_open();
	o = find_letter_text(db, config, name, &l, why);
	if (o == DONE)
		o = names_are_kept(&l.row, why);
	if (o == DONE)
		o = open_person(db, config, &l, name->function_group, &to,
		    &who, why);
	if (o == DONE)
		o = compose(&l, config, name->kind, who.function_group, &to,
		    now, out, why);
	free(who.sealed);
	invitee_free(&to);
	named_letter_free(&l);
	return o;
}
