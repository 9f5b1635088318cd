/*
 * guard.c - takes the place of Kore's own receivers of a connection (struct
 * netbuf's cb), and lets them see what request_head.c says belongs to the
 * request. What comes after it is never read as anything.
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <kore/kore.h>
#include <kore/http.h>

#include "base/log.h"
#include "web/guard.h"
#include "web/request_head.h"

#define DISCARD_MAX (64 * 1024)

static const char refusal[] =
    "HTTP/1.1 400 Bad Request\r\n"
    "connection: close\r\n"
    "cache-control: no-store\r\n"
    "content-length: 0\r\n\r\n";

/* Kore's receiver of a body, which has no name outside http.c. */
static int (*kore_body_receiver)(struct netbuf *);

/* Kore reads a connection only while it has a buffer. */
static void
stop_reading(struct netbuf *nb)
{
	kore_free(nb->buf);
	nb->buf = NULL;
	nb->m_len = 0;
}

static int
receive_body(struct netbuf *nb)
{
	int result = kore_body_receiver(nb);

	if (result != KORE_RESULT_OK)
		return result;
	/* Kore has asked for more of the body, or for the next request. */
	if (nb->cb == kore_body_receiver)
		nb->cb = receive_body;
	else
		stop_reading(nb);
	return KORE_RESULT_OK;
}

static void
refuse_request(struct connection *c)
{
	net_send_queue(c, refusal, sizeof(refusal) - 1);
	c->flags |= CONN_CLOSE_EMPTY;
	if (!net_send_flush(c))
		kore_connection_disconnect(c);
}

static int
receive_head(struct netbuf *nb)
{
	struct request_head head;
	int result = KORE_RESULT_OK;

	switch (request_head_read(&head, (const char *)nb->buf, nb->s_off)) {
	case HEAD_UNFINISHED:
		return KORE_RESULT_OK;
	case HEAD_REFUSED:
		refuse_request(nb->owner);
		break;
	case HEAD_READ:
		/* More than was said would make Kore count below zero. */
		if (nb->s_off - head.len > head.body_len)
			nb->s_off = head.len + head.body_len;
		result = http_header_recv(nb);
		break;
	}
	if (nb->cb == receive_head) {
		stop_reading(nb);
	} else {
		kore_body_receiver = nb->cb;
		nb->cb = receive_body;
	}
	return result;
}

/* Closing while there are bytes nobody read resets the connection, and the
 * answer may be lost with it. */
static void
discard_rest(struct connection *c)
{
	char rest[4096];
	size_t total = 0;
	ssize_t n;

	while (total < DISCARD_MAX && (n = recv(c->fd, rest, sizeof(rest),
	    MSG_DONTWAIT)) > 0)
		total += (size_t)n;
	explicit_bzero(rest, sizeof(rest));
}

static void
begin_connection(struct connection *c)
{
	c->proto = CONN_PROTO_HTTP;
	c->disconnect = discard_rest;
	/* Without keep-alive Kore's own is 5 s: a slow line stalls longer. */
	c->idle_timer.length = (u_int64_t)http_body_timeout * 1000;
	net_recv_queue(c, http_header_max, NETBUF_CALL_CB_ALWAYS,
	    receive_head);
}

void
guard_listeners(void)
{
	static struct kore_runtime_call begin = {
		.addr = (void *)begin_connection,
		.runtime = &kore_native_runtime,
	};
	struct kore_server *server;
	struct listener *l;

	/* Kore receives a second request without asking us. */
	if (http_keepalive_time != 0)
		die("http_keepalive_time must be 0, not %u",
		    (unsigned int)http_keepalive_time);
	LIST_FOREACH(server, &kore_servers, list)
		LIST_FOREACH(l, &server->listeners, list)
			l->connect = &begin;
}
