/*
 * wipe.c - overwrites what Kore keeps of a request. Its memory comes from
 * lists of its own, in which what was freed last is taken first, and is never
 * cleared. Source: mem.c, net.c and http.c of Kore 4.1.0.
 */
#include <stdbool.h>
#include <string.h>

#include <kore/kore.h>
#include <kore/http.h>

#include "base/harden.h"
#include "web/wipe.h"

#define HEADERS 1024		/* bytes: a cookie ends before them */
#define BLOCK_LEAST 8		/* bytes, doubled up to the most */
#define BLOCK_MOST 8192
#define BLOCKS_EACH 2		/* pieces of a body, freed before it is read */

/* Kore writes the headers of every answer into one buffer, which nobody else
 * reaches: an answer to nobody overwrites the one before. */
static void
wipe_header_buffer(void)
{
	char dots[HEADERS], name[] = "x";
	struct http_header header = { .header = name, .value = dots };
	struct connection nobody;
	struct http_request req;
	struct netbuf *nb;

	memset(dots, '.', sizeof(dots) - 1);
	dots[sizeof(dots) - 1] = '\0';
	memset(&nobody, 0, sizeof(nobody));
	memset(&req, 0, sizeof(req));
	nobody.proto = CONN_PROTO_HTTP;
	nobody.flags = CONN_CLOSE_EMPTY;
	TAILQ_INIT(&nobody.send_queue);
	req.owner = &nobody;
	TAILQ_INIT(&req.req_headers);
	TAILQ_INIT(&req.resp_headers);
	TAILQ_INIT(&req.resp_cookies);
	TAILQ_INSERT_TAIL(&req.resp_headers, &header, list);
	http_response(&req, 204, NULL, 0);
	while ((nb = TAILQ_FIRST(&nobody.send_queue)) != NULL)
		net_remove_netbuf(&nobody, nb);
}

/* A body that came in pieces: each was freed when it had been copied. */
static void
wipe_freed_blocks(void)
{
	void *blocks[BLOCKS_EACH];

	for (size_t size = BLOCK_LEAST; size <= BLOCK_MOST; size *= 2) {
		for (size_t i = 0; i < BLOCKS_EACH; i++) {
			blocks[i] = kore_malloc(size);
			explicit_bzero(blocks[i], size);
		}
		for (size_t i = BLOCKS_EACH; i > 0; i--)
			kore_free(blocks[i - 1]);
	}
}

/* Kore calls it when it has sent what is in a buffer, or gives up on it. */
static int
wipe_sent(struct netbuf *nb)
{
	explicit_bzero(nb->buf, nb->m_len);
	kore_free(nb->buf);
	nb->buf = NULL;
	return KORE_RESULT_OK;
}

/* What waits to be sent becomes ours to free. */
static void
own_what_is_sent(struct connection *c)
{
	struct netbuf *nb;

	TAILQ_FOREACH(nb, &c->send_queue, list)
		if (!(nb->flags & (NETBUF_IS_STREAM | NETBUF_IS_FILEREF))) {
			nb->flags |= NETBUF_IS_STREAM;
			nb->cb = wipe_sent;
		}
}

static void
wipe_request_headers(struct http_request *req)
{
	if (req->headers != NULL)
		explicit_bzero(req->headers, http_header_max);
}

static void
wipe_connection(struct connection *c)
{
	struct netbuf *rnb = c->rnb;

	own_what_is_sent(c);
	/* The last piece of a body lies where the next request will. */
	if (rnb != NULL && rnb->buf != NULL && rnb->s_off < rnb->m_len)
		explicit_bzero(rnb->buf + rnb->s_off, rnb->m_len - rnb->s_off);
}

void
wipe_request(struct http_request *req)
{
	struct http_header *h;
	bool cookie = false;

	if (req->http_body != NULL && req->http_body->data != NULL)
		explicit_bzero(req->http_body->data, req->http_body->length);
	explicit_bzero(&req->hashctx, sizeof(req->hashctx));
	explicit_bzero(req->http_body_digest, sizeof(req->http_body_digest));
	TAILQ_FOREACH(h, &req->resp_headers, list)
		if (strcmp(h->header, "set-cookie") == 0) {
			explicit_bzero(h->value, strlen(h->value));
			cookie = true;
		}
	if (cookie)
		wipe_header_buffer();
	if (req->owner != NULL)
		wipe_connection(req->owner);
	req->onfree = wipe_request_headers;
	if (req->http_body != NULL)
		wipe_freed_blocks();
	harden_wipe_stack();
}
