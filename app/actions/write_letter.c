/*
 * write_letter.c - one letter of a run: address opened, link derived, words
 * and headers put together. Refuses to know how letters are sent.
 */
#include "actions/write_letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/open_person.h"
#include "base/log.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"
#include "crypto/verp.h"
#include "domain/invitee.h"
#include "mail/letter.h"
#include "mail/message.h"

/* This letter cannot be; the words are kept as a server's reply would be. */
static enum outcome
unusable(struct problem *why, const char *words)
{
	(void)problem_set(why, PROBLEM_NONE, "%s", words);
	return ABSENT;
}

static void
write_link(struct text *out, const struct letter_run *r,
    const struct letter_row *row)
{
	char printed[TOKEN_CHARS + 1];
	struct token token;

	crypto_token_derive(&token, r->link_key, r->run.wave_id,
	    row->invitation_id);
	crypto_token_print(printed, &token);
	text_printf(out, "%s/v?t=%s", r->wave->link_base, printed);
	crypto_wipe(printed, sizeof(printed));
	crypto_wipe(&token, sizeof(token));
}

/* "drechtsteden-2015.monitor.example.org", RFC 2919. */
static void
list_id(char *out, size_t size, const struct wave *w)
{
	const char *host = strstr(w->link_base, "://");

	host = host == NULL ? w->link_base : host + 3;
	(void)snprintf(out, size, "%s.%.*s", w->code,
	    (int)strcspn(host, ":/"), host);
}

static enum outcome
build(const struct letter_run *r, const struct letter_row *row,
    const struct invitee *to, time_t now, struct outgoing *out,
    struct problem *why)
{
	const struct wave *w = r->wave;
	struct text link = { 0 }, subject = { 0 }, plain = { 0 }, html = { 0 };
	struct letter l = {
		.kind = r->run.kind, .wave = w, .to = to,
		.group = wave_group(w, r->run.function_group),
	};
	char list[400], message_id[400];
	enum outcome o;

	REQUIRE(l.group != NULL);
	write_link(&link, r, row);
	l.link = link.bytes;
	list_id(list, sizeof(list), w);
	(void)snprintf(message_id, sizeof(message_id), "%s%s", out->id,
	    strchr(w->sender_address, '@'));
	o = mail_letter_write(&l, &subject, &plain, &html, why);
	if (o == DONE) {
		const struct message m = {
			.from_name = w->sender_name,
			.from_address = w->sender_address,
			.reply_to = w->reply_to,
			.to_name = to->name, .to_address = to->address,
			.subject = subject.bytes, .message_id = message_id,
			.list_name = w->title, .list_id = list,
			.date = now,
			.text = plain.bytes, .html = html.bytes,
		};

		o = mail_message_build(&m, &out->message);
		if (o == REFUSED)
			o = unusable(why, "address not usable");
	}
	text_free(&link);
	text_free(&subject);
	text_free(&plain);
	text_free(&html);
	return o;
}

enum outcome
write_letter(const struct letter_run *r, const struct letter_row *row,
    time_t now, struct outgoing *out, struct problem *why)
{
	struct invitee to = { 0 };
	enum outcome o = open_person(r->contact_key, r->run.wave_id,
	    row->invitee_id, row->sealed, row->sealed_len, &to);

	if (o != DONE) {
		log_failed("run %s: a person's record does not open",
		    r->run.mail_run_id);
		return unusable(why, "record not readable");
	}
	crypto_letter_id(out->id, r->link_key, r->run.wave_id,
	    row->invitation_id, r->run.kind);
	(void)crypto_verp_address(out->sender, sizeof(out->sender),
	    r->bounce_address[0] != '\0' ? r->bounce_address :
	    r->wave->sender_address, r->mac_key, out->id);
	out->address = strdup(to.address);
	if (out->address == NULL)
		die("out of memory");
	o = build(r, row, &to, now, out, why);
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
