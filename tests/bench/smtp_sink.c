/*
 * smtp_sink.c - a mail server that takes every letter and forgets it, as fast
 * as one thread can: what post and the bare loop are measured against.
 *
 *   smtp_sink LETTERS    prints its port; and as soon as so many letters came,
 *                        over how many connections, and the microseconds from
 *                        the first to the last of them; then it goes on
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

struct client {
	int fd;
	bool data;		/* inside a letter */
	size_t len;
	char in[65536];
};

static long letters, wanted, connections;
static int64_t first_us;

static int64_t
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static void
say(struct client *c, const char *reply)
{
	if (write(c->fd, reply, strlen(reply)) < 0)
		c->len = 0;	/* the next read says that it is gone */
}

static void
command(struct client *c, const char *line)
{
	if (strncasecmp(line, "DATA", 4) == 0) {
		if (first_us == 0)
			first_us = now_us();
		c->data = true;
		say(c, "354 go on\r\n");
	} else if (strncasecmp(line, "QUIT", 4) == 0) {
		say(c, "221 2.0.0 bye\r\n");
	} else if (strncasecmp(line, "EHLO", 4) == 0) {
		say(c, "250-sink\r\n250 PIPELINING\r\n");
	} else {
		say(c, "250 2.0.0 ok\r\n");
	}
}

/* How many bytes of what came are dealt with: whole lines, or a letter with
 * its end. */
static size_t
deal_with(struct client *c)
{
	static const char dot[] = "\r\n.\r\n";
	char *end;

	if (c->data) {
		end = memmem(c->in, c->len, dot, sizeof(dot) - 1);
		if (end == NULL && c->len < 5)
			return 0;
		if (end == NULL)
			return c->len - 4;
		c->data = false;
		if (++letters == wanted) {
			printf("%ld %lld\n", connections,
			    (long long)(now_us() - first_us));
			(void)fflush(stdout);
		}
		say(c, "250 2.0.0 taken\r\n");
		return (size_t)(end - c->in) + sizeof(dot) - 1;
	}
	end = memchr(c->in, '\n', c->len);
	if (end == NULL)
		return 0;
	*end = '\0';
	command(c, c->in);
	return (size_t)(end - c->in) + 1;
}

/* False when it has hung up. */
static bool
serve(struct client *c)
{
	ssize_t n = read(c->fd, c->in + c->len, sizeof(c->in) - c->len);
	size_t done;

	if (n <= 0)
		return false;
	c->len += (size_t)n;
	while ((done = deal_with(c)) > 0) {
		memmove(c->in, c->in + done, c->len - done);
		c->len -= done;
	}
	return true;
}

static void
add(int epoll, int fd, void *what)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = what };

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e) != 0)
		fail("epoll");
}

static void
welcome(int epoll, int server)
{
	int fd = accept(server, NULL, NULL), one = 1;
	struct client *c = calloc(1, sizeof(*c));

	if (fd < 0 || c == NULL)
		fail("accept");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	c->fd = fd;
	connections++;
	add(epoll, fd, c);
	say(c, "220 sink\r\n");
}

static int
listen_here(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(here);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&here, len) != 0 ||
	    listen(fd, 64) != 0 ||
	    getsockname(fd, (struct sockaddr *)&here, &len) != 0)
		fail("listen");
	printf("%d\n", ntohs(here.sin_port));
	(void)fflush(stdout);
	return fd;
}

int
main(int argc, char **argv)
{
	int epoll = epoll_create1(0), server, listens;
	struct epoll_event e;

	if (argc != 2)
		return 2;
	wanted = atol(argv[1]);
	(void)signal(SIGPIPE, SIG_IGN);
	server = listen_here();
	add(epoll, server, &listens);
	while (epoll_wait(epoll, &e, 1, -1) >= 0) {
		struct client *c = e.data.ptr;

		if (e.data.ptr == &listens) {
			welcome(epoll, server);
		} else if (!serve(c)) {
			(void)close(c->fd);
			free(c);
		}
	}
	fail("epoll");
}
