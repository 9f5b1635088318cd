/*
 * staff_mail.c - the record of a mail to staff. Refuses to know why it was
 * written and how it is sent.
 */
#include "domain/staff_mail.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void
wipe(char **s)
{
	if (*s != NULL)
		explicit_bzero(*s, strlen(*s));
	free(*s);
	*s = NULL;
}

void
staff_mail_free(struct staff_mail *m)
{
	wipe(&m->to_name);
	wipe(&m->to_address);
	wipe(&m->subject);
	wipe(&m->text);
	wipe(&m->from_name);
	wipe(&m->from_address);
	wipe(&m->reply_to);
}

void
staff_mail_to_record(const struct staff_mail *m, struct text *out)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s*, s:s*, s:s*}",
	    "to_name", m->to_name, "to_address", m->to_address, "subject",
	    m->subject, "text", m->text, "from_name", m->from_name,
	    "from_address", m->from_address, "reply_to", m->reply_to);
	char *s = o == NULL ? NULL : json_dumps(o, JSON_COMPACT);

	REQUIRE(s != NULL && strlen(s) <= STAFF_MAIL_MAX);
	text_puts(out, s);
	wipe(&s);
	json_decref(o);
}

static char *
copy(const char *s)
{
	char *out = s == NULL ? NULL : strdup(s);

	if (s != NULL && out == NULL)
		die("out of memory");
	return out;
}

enum outcome
staff_mail_from_record(struct staff_mail *out, const char *json, size_t len)
{
	struct staff_mail m = { 0 };
	const char *name, *address, *subject, *text;
	const char *from = NULL, *from_address = NULL, *reply_to = NULL;
	json_t *o = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);

	if (o == NULL || json_unpack(o, "{s:s, s:s, s:s, s:s, s?s, s?s, s?s "
	    "!}", "to_name", &name, "to_address", &address, "subject",
	    &subject, "text", &text, "from_name", &from, "from_address",
	    &from_address, "reply_to", &reply_to) != 0 ||
	    (from == NULL) != (from_address == NULL) ||
	    (from == NULL) != (reply_to == NULL)) {
		json_decref(o);
		return REFUSED;
	}
	m.to_name = copy(name);
	m.to_address = copy(address);
	m.subject = copy(subject);
	m.text = copy(text);
	m.from_name = copy(from);
	m.from_address = copy(from_address);
	m.reply_to = copy(reply_to);
	json_decref(o);
	*out = m;
	return DONE;
}
