/*
 * multipart.h - a form of one field, posted as multipart/form-data: all that
 * one-click unsubscribing needs (RFC 8058, 3.2). Strict: what it does not
 * know for certain it does not read. Knows bytes, not meanings.
 * Sources: RFC 7578; RFC 2046, 5.1.1.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

/* Pointing into the body; neither ends with a NUL. */
struct multipart_field {
	const char *name, *value;
	size_t name_len, value_len;
};

/*
 * type is the Content-Type header. True when the body is exactly one field,
 * with a quoted name and no file name, between CR LF delimiters of the
 * header's boundary, with nothing before and at most one CR LF after it.
 * Other headers of the part (Content-Type, …) are passed over.
 */
bool multipart_one_field(struct multipart_field *out, const char *type,
    const char *body, size_t len);

#endif
