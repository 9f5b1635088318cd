/*
 * request_head.h - how many bytes belong to a request: read from its head, the
 * lines up to the empty one. Refuses every head that somebody else could read
 * in another way. Knows bytes, not Kore. Source: RFC 9112, 2.2, 5.1, 6.1, 6.3.
 */
#ifndef WEB_REQUEST_HEAD_H
#define WEB_REQUEST_HEAD_H

#include <stddef.h>

struct request_head {
	size_t len;		/* of the head, with its empty line */
	size_t body_len;	/* of the body, after it */
};

enum request_head_state {
	HEAD_UNFINISHED,	/* the empty line has not come yet */
	HEAD_REFUSED,		/* answer 400 and close */
	HEAD_READ,		/* *out is filled in */
};

/* REFUSED: Content-Length or Transfer-Encoding with a method that has no body
 * (all but POST, PUT and PATCH); both of them, or two Content-Length; one that
 * is not 1 to 18 digits; a folded line, a line without a name and a colon, a
 * CR or LF on its own, a NUL. A body with Transfer-Encoding alone has length
 * 0 here: Kore answers 411. */
enum request_head_state request_head_read(struct request_head *out,
    const char *bytes, size_t len);

#endif
