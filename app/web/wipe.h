/*
 * wipe.h - what a request leaves in Kore's memory is overwritten when it ends,
 * and its answer when it has been sent.
 */
#ifndef WEB_WIPE_H
#define WEB_WIPE_H

struct http_request;	/* Kore's */

/* After the answer: body and its hash, cookies both ways, the answer, and what
 * stands on the stack. */
void wipe_request(struct http_request *req);

#endif
