/*
 * write_letter.c - one letter of a run: address opened, link derived, words
 * and headers put together. Refuses to know how letters are sent.
 */
#include "actions/write_letter.h"

#include <stdlib.h>
#include <string.h>

#include "actions/compose_letter.h"
#include "actions/open_person.h"
#include "base/log.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"
#include "crypto/verp.h"
#include "domain/invitee.h"

/* This letter cannot be; the words are kept as a server's reply would be. */
static enum outcome
unusable(struct problem *why, const char *words)
{
	(void)problem_set(why, PROBLEM_NONE, "%s", words);
	return ABSENT;
}

/* All that is derived from the link key. */
static void
derive_names(struct letter_names *out, const struct letter_run *r,
    const char *invitation_id)
{
	struct token token, weaker;

	crypto_token_derive(&token, r->link_key, r->run.wave_id,
	    invitation_id);
	crypto_unsubscribe(&weaker, &token);
	crypto_token_print(out->token, &token);
	crypto_token_print(out->unsubscribe, &weaker);
	crypto_letter_id(out->id, r->link_key, r->run.wave_id, invitation_id,
	    r->run.kind);
	crypto_letter_id(out->invitation, r->link_key, r->run.wave_id,
	    invitation_id, "invitation");
	crypto_wipe(&token, sizeof(token));
	crypto_wipe(&weaker, sizeof(weaker));
}

static enum outcome
compose(struct letter_run *r, const struct invitee *to,
    const struct letter_names *names, time_t now, struct outgoing *out,
    struct problem *why)
{
	const struct letter l = {
		.kind = r->run.kind, .wave = r->wave, .to = to,
		.group = wave_group(r->wave, r->run.function_group),
		.source = r->source, .hosts = r->hosts,
	};
	struct composed c = { .subject = { 0 } };
	enum outcome o;

	REQUIRE(l.group != NULL);
	o = compose_letter(&l, &r->forms, names, now, &c, why);
	if (o == DONE) {
		out->message = c.message;
		c.message = (struct text){ 0 };
	}
	composed_free(&c);
	return o;
}

enum outcome
write_letter(struct letter_run *r, const struct letter_row *row,
    time_t now, struct outgoing *out, struct problem *why)
{
	struct letter_names names;
	struct invitee to = { 0 };
	enum outcome o;

	names.mailbox = r->bounce_address[0] != '\0' ? r->bounce_address :
	    r->wave->sender_address;
	if (!crypto_verp_fits(names.mailbox))
		return problem_set(why, PROBLEM_FIELD, "%s leaves no room for "
		    "the name of a letter that comes back", names.mailbox);
	o = open_person(r->contact_key, r->run.wave_id, row->invitee_id,
	    row->sealed, row->sealed_len, &to);
	if (o != DONE) {
		log_failed("run %s: a person's record does not open",
		    r->run.mail_run_id);
		return unusable(why, "record not readable");
	}
	derive_names(&names, r, row->invitation_id);
	memcpy(out->id, names.id, sizeof(out->id));
	crypto_verp_address(out->sender, sizeof(out->sender),
	    names.mailbox, r->mac_key, out->id);
	out->address = strdup(to.address);
	if (out->address == NULL)
		die("out of memory");
	o = compose(r, &to, &names, now, out, why);
	crypto_wipe(&names, sizeof(names));
	invitee_free(&to);
	return o;
}

void
outgoing_free(struct outgoing *o)
{
	if (o->address != NULL)
		crypto_wipe(o->address, strlen(o->address));
	free(o->address);
	o->address = NULL;
	text_free(&o->message);
}
