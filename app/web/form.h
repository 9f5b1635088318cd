/*
 * form.h - forms as browsers post them (application/x-www-form-urlencoded),
 * query strings, and cookies. Our own parsers: Kore's drop what they do not
 * like. Knows bytes, not meanings. Source: WHATWG URL, form-urlencoded.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "domain/answers.h"

#define FORM_BODY_MAX 65536
#define FORM_FIELDS_MAX 400

/* Names and values, decoded; both end with a NUL that is not counted. */
struct form {
	struct form_field *list;
	size_t count;
	char *bytes;		/* owns the names and values */
	size_t size;
};

/* REFUSED: too many fields, a malformed % escape, a NUL, or a name or value
 * that is not UTF-8. form_free after DONE. */
enum outcome form_parse(struct form *out, const char *body, size_t len);
void form_free(struct form *f);		/* wipes */

/* The only field of that name; NULL when there is none or more than one. */
const struct form_field *form_find(const struct form *f, const char *name);

/* The only cookie of that name in a Cookie header (which may be NULL): false
 * when there is none, or two that differ. value is not NUL-ended. */
bool cookie_find(const char *header, const char *name, const char **value,
    size_t *len);

#endif
