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
}

void
staff_mail_to_record(const struct staff_mail *m, struct text *out)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s}", "to_name", m->to_name,
	    "to_address", m->to_address, "subject", m->subject, "text",
	    m->text);
	char *s = o == NULL ? NULL : json_dumps(o, JSON_COMPACT);

	REQUIRE(s != NULL && strlen(s) <= STAFF_MAIL_MAX);
	text_puts(out, s);
	wipe(&s);
	json_decref(o);
}

enum outcome
staff_mail_from_record(struct staff_mail *out, const char *json, size_t len)
{
	struct staff_mail m = { 0 };
	const char *name, *address, *subject, *text;
	json_t *o = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);

	if (o == NULL || json_unpack(o, "{s:s, s:s, s:s, s:s !}", "to_name",
	    &name, "to_address", &address, "subject", &subject, "text",
	    &text) != 0) {
		json_decref(o);
		return REFUSED;
	}
	m.to_name = strdup(name);
	m.to_address = strdup(address);
	m.subject = strdup(subject);
	m.text = strdup(text);
	json_decref(o);
	if (m.to_name == NULL || m.to_address == NULL || m.subject == NULL ||
	    m.text == NULL)
		die("out of memory");
	*out = m;
	return DONE;
}
