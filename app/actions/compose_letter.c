/*
 * compose_letter.c - words, names and headers become a message.
 */
#include "actions/compose_letter.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "mail/message.h"

/* As long as real ones, and nothing that could be one (no "-" is a digit). */
const struct letter_names letter_names_nowhere = {
	.token = "dit-is-een-voorbeeld-brief",
	.unsubscribe = "dit-is-een-voorbeeld-brief",
	.id = "dit-is-een-voorbeeld-geen-brief-",
	.invitation = "dit-is-een-voorbeeld-uitnodiging",
};

/* Everything about a letter that is an address or an id. */
struct addresses {
	struct text link;		/* whole */
	struct text unsubscribe_link;	/* empty: none */
	char unsubscribe[320];		/* an address */
	char id[320], invitation[320];
	char list[400];
};

/* "drechtsteden-2015.monitor.example.org", RFC 2919. */
static void
list_id(char *out, size_t size, const struct wave *w)
{
	const char *host = strstr(w->link_base, "://");

	host = host == NULL ? w->link_base : host + 3;
	(void)snprintf(out, size, "%s.%.*s", w->code,
	    (int)strcspn(host, ":/"), host);
}

static void
make_addresses(struct addresses *a, const struct wave *w,
    const struct letter_names *n)
{
	const char *at = strchr(w->sender_address, '@');
	const char *box = strchr(n->mailbox, '@');

	REQUIRE(at != NULL && box != NULL);
	text_printf(&a->link, "%s/v?t=%s", w->link_base, n->token);
	/* RFC 8058 3.1: https, or nothing. */
	if (strncmp(w->link_base, "https://", 8) == 0)
		text_printf(&a->unsubscribe_link, "%s/u?u=%s", w->link_base,
		    n->unsubscribe);
	(void)snprintf(a->unsubscribe, sizeof(a->unsubscribe),
	    "%.*s+afmelden-%s%s", (int)(box - n->mailbox), n->mailbox,
	    n->unsubscribe, box);
	(void)snprintf(a->id, sizeof(a->id), "%s%s", n->id, at);
	(void)snprintf(a->invitation, sizeof(a->invitation), "%s%s",
	    n->invitation, at);
	list_id(a->list, sizeof(a->list), w);
}

static enum outcome
build(const struct letter *l, bool quoted, const struct addresses *a,
    time_t now, struct composed *c, struct problem *why)
{
	const struct wave *w = l->wave;
	const struct message m = {
		.from_name = w->sender_name,
		.from_address = w->sender_address,
		.reply_to = w->reply_to,
		.to_name = l->to->name, .to_address = l->to->address,
		.subject = c->subject.bytes, .message_id = a->id,
		.in_reply_to = strcmp(l->kind, "invitation") == 0 ? NULL :
		    a->invitation,
		.unsubscribe_link = a->unsubscribe_link.bytes,
		/* A sender's name can be too long for it. */
		.unsubscribe_address = mail_address_good(a->unsubscribe) ?
		    a->unsubscribe : NULL,
		.list_name = w->title, .list_id = a->list,
		.date = now,
		.text = c->plain.bytes, .html = c->html.bytes,
		.quoted = quoted,
	};
	enum outcome o = mail_message_build(&m, &c->message);

	if (o == REFUSED) {
		(void)problem_set(why, PROBLEM_NONE, "address not usable");
		o = ABSENT;
	}
	return o;
}

enum outcome
compose_letter(const struct letter *l, struct letter_forms *forms,
    const struct letter_names *names, time_t now, struct composed *out,
    struct problem *why)
{
	struct addresses a = { .list = "" };
	struct letter with_link = *l;
	enum outcome o;

	make_addresses(&a, l->wave, names);
	with_link.link = a.link.bytes;
	o = forms == NULL ?
	    mail_letter_write(&with_link, &out->subject, &out->plain,
	    &out->html, why) :
	    mail_letter_write_one(&with_link, forms, &out->subject,
	    &out->plain, &out->html, why);
	if (o == DONE)
		o = build(&with_link, forms != NULL, &a, now, out, why);
	text_free(&a.link);
	text_free(&a.unsubscribe_link);
	return o;
}

void
composed_free(struct composed *c)
{
	text_free(&c->subject);
	text_free(&c->plain);
	text_free(&c->html);
	text_free(&c->message);
}
