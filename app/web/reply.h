/*
 * reply.h - the one place that answers a request: every answer carries the
 * headers of a service that must not leak (definitions.md 6) and a policy that
 * lets pages load nothing from elsewhere.
 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct http_request;	/* Kore's */

/* A page of HTML. With a size it is filled up to that by a comment at its end,
 * to the next multiple where it is longer already; 0: sent as it is. */
#define REPLY_FILL_LEAST 8	/* bytes that the comment takes at least */
void reply_page(struct http_request *req, int status, struct text *html,
    size_t size);

/* 303 to a path of our own. */
void reply_see_other(struct http_request *req, const char *path);

/* No body. */
void reply_empty(struct http_request *req, int status);

/* Other bytes of a type; stored by browsers only when cached is true. etag
 * may be NULL; gzip says that the bytes are compressed. */
struct reply_bytes {
	const void *bytes;
	size_t len;
	const char *type, *etag;
	bool cached, gzip, vary;
};
void reply_bytes(struct http_request *req, int status,
    const struct reply_bytes *b);

/* The cookie that holds a link's token for as long as the browser is open.
 * Call before the reply. secure: named __Host-aoj and marked Secure. */
void reply_cookie(struct http_request *req, const char *value, bool secure);
/* Clears the cookie and all else this browser may keep of us. */
void reply_forget(struct http_request *req, bool secure);
const char *reply_cookie_name(bool secure);

#endif
