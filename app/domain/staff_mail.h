/*
 * staff_mail.h - a mail to somebody of the staff, or a notice to an invitee
 * whose invitation was replaced, as the record that lies sealed in the outbox.
 * Pure.
 */
#ifndef DOMAIN_STAFF_MAIL_H
#define DOMAIN_STAFF_MAIL_H

#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"

#define STAFF_MAIL_MAX 8192	/* bytes of a record */

/* All UTF-8. text has the form of a letter's source (mail/letter_html.h):
 * lines, "# " and "- " in front of titles and items. */
struct staff_mail {
	char *to_name;		/* may be "" */
	char *to_address;
	char *subject;
	char *text;
	/* Of a notice, which leaves at most once; NULL: the installation's. */
	char *from_name, *from_address, *reply_to;
};

/* {"to_name", "to_address", "subject", "text"} as JSON, and the last three if
 * they are there: all or none. */
void staff_mail_to_record(const struct staff_mail *m, struct text *out);
/* REFUSED when it is not one; *out as it was. */
enum outcome staff_mail_from_record(struct staff_mail *out, const char *json,
    size_t len);
void staff_mail_free(struct staff_mail *m);	/* wipes */

#endif
