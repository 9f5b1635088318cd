/*
 * line.c - a connection to a mail server, opened by libcurl. What goes by
 * while it is opened is looked at for the server's last word and for what it
 * offers, and never shown.
 */
#include "mail/line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "base/log.h"

#define CONNECT_SECONDS 30L
#define REPLY_SECONDS 60L
#define OPEN_SECONDS 120L	/* all of it; below the lease of a run */
#define PASSWORD_MAX 256
#define REPLY_BYTES 65536	/* a longer one is no reply */
#define LINES_MOST 16		/* waited for at once */

struct mail_line {
	CURLM *multi;		/* of its own: no line closes another's */
	CURL *curl;
	char url[256 + 8];
	bool added, open;
	bool encrypted, reports, pipelining;
	enum mail_line_step step;
	CURLcode error;
	struct text reply;	/* the last one */
	struct text out;	/* said, not yet sent from sent on */
	size_t sent;
	struct text in;		/* received, not yet heard */
	bool quiet;		/* nothing had come at the last wait */
	bool more;		/* there may be more than was received */
};

static bool
begins(const char *data, size_t len, const char *with)
{
	return len >= strlen(with) && strncasecmp(data, with,
	    strlen(with)) == 0;
}

/* What the server offers stands in the lines of its answer to EHLO. */
static bool
offers(const char *line, size_t len, const char *what)
{
	size_t end = 4 + strlen(what);

	return len > end && strncmp(line, "250", 3) == 0 &&
	    begins(line + 4, len - 4, what) &&
	    isspace((unsigned char)line[end]);
}

static int
on_trace(CURL *curl, curl_infotype type, char *data, size_t len, void *arg)
{
	struct mail_line *l = arg;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT) {
		if (begins(data, len, "QUIT"))
			return 0;
		text_clear(&l->reply);
		if (begins(data, len, "EHLO") || begins(data, len, "HELO")) {
			/* Said again once it is encrypted. */
			l->encrypted |= l->step == LINE_TLS;
			l->reports = l->pipelining = false;
			l->step = LINE_HELLO;
		} else if (begins(data, len, "STARTTLS")) {
			l->step = LINE_TLS;
		} else if (begins(data, len, "AUTH")) {
			l->step = LINE_USER;
		}
	} else if (type == CURLINFO_HEADER_IN && l->reply.len < 2000) {
		text_add(&l->reply, data, len);
		l->reports |= offers(data, len, "DSN");
		l->pipelining |= offers(data, len, "PIPELINING");
	}
	return 0;
}

/* Whether the server is this machine: nothing leaves it unencrypted. */
static bool
is_local(const char *url)
{
	const char *host = strstr(url, "://");
	size_t len;

	if (host == NULL)
		return false;
	host += 3;
	len = strcspn(host, ":/");
	return (len == 9 && strncasecmp(host, "localhost", 9) == 0) ||
	    (len >= 8 && strncmp(host, "127.", 4) == 0 &&
	    strspn(host, "0123456789.") == len) ||
	    strncmp(host, "[::1]", 5) == 0;
}

static enum outcome
set_user(struct mail_line *l, const struct config *config)
{
	unsigned char password[PASSWORD_MAX + 1];
	enum outcome o;
	size_t len;

	if (config->mail_user[0] == '\0')
		return DONE;
	o = config_secret(config->secrets, MAIL_PASSWORD, password,
	    PASSWORD_MAX, &len);
	if (o != DONE)
		return o;
	while (len > 0 && (password[len - 1] == '\n' ||
	    password[len - 1] == '\r'))
		len--;
	password[len] = '\0';
	if (curl_easy_setopt(l->curl, CURLOPT_USERNAME, config->mail_user) !=
	    CURLE_OK || curl_easy_setopt(l->curl, CURLOPT_PASSWORD,
	    (const char *)password) != CURLE_OK)
		die("out of memory");
	explicit_bzero(password, sizeof(password));
	return DONE;
}

static void
set_up(struct mail_line *l)
{
	CURL *c = l->curl;
	bool local = is_local(l->url);
	CURLcode bad = CURLE_OK;

	bad |= curl_easy_setopt(c, CURLOPT_URL, l->url);
	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	bad |= curl_easy_setopt(c, CURLOPT_CONNECT_ONLY, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_PROXY, "");
	bad |= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	bad |= curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT,
	    REPLY_SECONDS);
	bad |= curl_easy_setopt(c, CURLOPT_TIMEOUT, OPEN_SECONDS);
	bad |= curl_easy_setopt(c, CURLOPT_USE_SSL,
	    (long)(local ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	/* A certificate for "localhost" proves nothing to this machine. */
	bad |= curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, local ? 0L : 1L);
	bad |= curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, local ? 0L : 2L);
	bad |= curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_trace);
	bad |= curl_easy_setopt(c, CURLOPT_DEBUGDATA, l);
	if (bad != CURLE_OK)
		die("libcurl lacks what sending letters needs");
}

enum outcome
mail_line_new(struct mail_line **out, const struct config *config)
{
	struct mail_line *l = calloc(1, sizeof(*l));
	enum outcome o;

	if (l == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		die("libcurl does not start");
	l->multi = curl_multi_init();
	l->curl = curl_easy_init();
	if (l->multi == NULL || l->curl == NULL)
		die("libcurl does not start");
	text_copy(l->url, sizeof(l->url), config->mail);
	text_add(&l->reply, "", 0);
	text_add(&l->in, "", 0);
	set_up(l);
	o = set_user(l, config);
	if (o == DONE)
		*out = l;
	else
		mail_line_free(l);
	return o;
}

void
mail_line_free(struct mail_line *l)
{
	if (l == NULL)
		return;
	mail_line_close(l, true);
	curl_easy_cleanup(l->curl);
	(void)curl_multi_cleanup(l->multi);
	text_free(&l->reply);
	text_free(&l->in);
	free(l);
}

void
mail_line_open(struct mail_line *l)
{
	REQUIRE(!l->added);
	l->step = LINE_CONNECT;
	l->encrypted = strncmp(l->url, "smtps:", 6) == 0;
	l->reports = l->pipelining = false;
	l->quiet = l->more = false;
	l->error = CURLE_OK;
	text_clear(&l->reply);
	text_clear(&l->in);
	if (curl_multi_add_handle(l->multi, l->curl) != CURLM_OK)
		die("libcurl does not start");
	l->added = true;
}

enum outcome
mail_line_opening(struct mail_line *l)
{
	CURLMsg *message;
	int left;

	REQUIRE(l->added && !l->open);
	if (curl_multi_perform(l->multi, &left) != CURLM_OK)
		die("libcurl does not go on");
	message = curl_multi_info_read(l->multi, &left);
	if (message == NULL || message->msg != CURLMSG_DONE)
		return ABSENT;
	l->error = message->data.result;
	l->open = l->error == CURLE_OK;
	return l->open ? DONE : FAILED;
}

/* A line that was open is cut by taking it out of the multi handle. */
void
mail_line_close(struct mail_line *l, bool politely)
{
	size_t n;

	if (l->open && politely && l->sent == l->out.len)
		(void)curl_easy_send(l->curl, "QUIT\r\n", 6, &n);
	if (l->added)
		(void)curl_multi_remove_handle(l->multi, l->curl);
	l->added = l->open = false;
	l->sent = 0;
	text_free(&l->out);
}

bool
mail_line_is_open(const struct mail_line *l)
{
	return l->open;
}

struct mail_line_state
mail_line_state(const struct mail_line *l)
{
	return (struct mail_line_state) {
		.step = l->step, .encrypted = l->encrypted,
		.lacks_tls = l->error == CURLE_USE_SSL_FAILED,
		.reports = l->reports, .pipelining = l->pipelining,
		.reply = l->reply.bytes,
		.error = curl_easy_strerror(l->error),
	};
}

void
mail_line_say(struct mail_line *l, const char *bytes, size_t len)
{
	/* TLS wants what it did not take at the same place again. */
	REQUIRE(l->sent == 0);
	text_add(&l->out, bytes, len);
}

bool
mail_line_has_sent(const struct mail_line *l)
{
	return l->out.len == 0;
}

/* False when the line is broken; what it does not take now stays. */
static bool
send_said(struct mail_line *l)
{
	CURLcode code = CURLE_OK;
	size_t n = 0;

	while (code == CURLE_OK && l->sent < l->out.len) {
		code = curl_easy_send(l->curl, l->out.bytes + l->sent,
		    l->out.len - l->sent, &n);
		if (code == CURLE_OK)
			l->sent += n;
	}
	if (l->out.len > 0 && l->sent == l->out.len) {
		l->sent = 0;
		text_free(&l->out);	/* it may have been a letter */
	}
	if (code == CURLE_OK || code == CURLE_AGAIN)
		return true;
	l->error = code;
	return false;
}

/* Takes a whole reply, all its lines, off what was received: "250-…" goes on,
 * "250 …" is the last. What is neither ends it too. */
static bool
take_reply(struct mail_line *l)
{
	const char *at = l->in.bytes, *end = at + l->in.len, *line;
	bool more = true;
	size_t len;

	while (more && at < end) {
		line = at;
		at = memchr(line, '\n', (size_t)(end - line));
		if (at++ == NULL)
			return false;
		more = at - line > 4 && line[3] == '-';
		for (size_t i = 0; more && i < 3; i++)
			more = isdigit((unsigned char)line[i]);
	}
	if (more)
		return false;
	len = (size_t)(at - l->in.bytes);
	text_clear(&l->reply);
	text_add(&l->reply, l->in.bytes, len);
	memmove(l->in.bytes, at, (size_t)(end - at) + 1);
	l->in.len -= len;
	return true;
}

enum outcome
mail_line_hear(struct mail_line *l, const char **reply)
{
	bool said = l->out.len > 0;
	char buffer[4096];
	CURLcode code;
	size_t n = 0;

	REQUIRE(l->open);
	text_clear(&l->reply);
	if (!send_said(l))
		return FAILED;
	said &= l->out.len == 0;
	for (;;) {
		if (take_reply(l)) {
			l->quiet = false;
			*reply = l->reply.bytes;
			return DONE;
		}
		/* An answer to what was said just now will be waited for. */
		if ((said || l->quiet) && !l->more)
			return ABSENT;
		code = curl_easy_recv(l->curl, buffer, sizeof(buffer), &n);
		l->more = code == CURLE_OK && n == sizeof(buffer);
		if (code == CURLE_AGAIN)
			return ABSENT;
		l->error = code == CURLE_OK ? CURLE_GOT_NOTHING : code;
		if (code != CURLE_OK || n == 0 || l->in.len > REPLY_BYTES)
			return FAILED;
		text_add(&l->in, buffer, n);
	}
}

void
mail_lines_wait(struct mail_line *const *lines, size_t count, int socket,
    int64_t ms)
{
	struct curl_waitfd fds[LINES_MOST + 1];
	struct mail_line *polled[LINES_MOST];
	const struct mail_line *with = lines[0];
	unsigned waits = 0, spoken;

	REQUIRE(count > 0 && count <= LINES_MOST);
	for (size_t i = 0; i < count; i++) {
		struct mail_line *l = lines[i];
		curl_socket_t s = CURL_SOCKET_BAD;

		l->quiet = false;
		if (!l->open) {
			if (l->added)
				with = l;
			continue;
		}
		if (curl_easy_getinfo(l->curl, CURLINFO_ACTIVESOCKET, &s) !=
		    CURLE_OK || s == CURL_SOCKET_BAD)
			continue;
		polled[waits] = l;
		fds[waits++] = (struct curl_waitfd) {
			.fd = s, .events = (short)(CURL_WAIT_POLLIN |
			    (l->out.len > 0 ? CURL_WAIT_POLLOUT : 0)),
		};
	}
	spoken = waits;
	if (socket >= 0)
		fds[waits++] = (struct curl_waitfd) {
			.fd = socket, .events = CURL_WAIT_POLLIN,
		};
	if (curl_multi_poll(with->multi, fds, waits, (int)ms, NULL) !=
	    CURLM_OK)
		die("libcurl does not wait");
	for (unsigned i = 0; i < spoken; i++)
		polled[i]->quiet = fds[i].revents == 0;
}
