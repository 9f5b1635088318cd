/*
 * smtp.c - hands letters to a mail server through libcurl. libcurl says that
 * something failed; what it means for a letter depends on where in the
 * conversation, which the trace of commands and replies tells. Refuses to log
 * that trace.
 */
#include "mail/smtp.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "base/log.h"

#define CONNECT_SECONDS 30L
#define REPLY_SECONDS 120L	/* of silence */
#define LETTER_SECONDS 240L	/* below the lease of a run */
#define PASSWORD_MAX 256

/* How far the conversation about a letter has come. */
enum stage { HELLO, SENDER, RECIPIENT, BODY };

struct smtp {
	CURL *curl;
	char url[256 + 8];
	enum stage stage;
	bool leaving;			/* QUIT was said */
	struct text reply;		/* to the last command before that */
	const struct text *message;	/* while one is sent; not owned */
	size_t sent;
};

/* The conversation as it goes by; never shown. */
static int
on_trace(CURL *curl, curl_infotype type, char *data, size_t len, void *arg)
{
	struct smtp *s = arg;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT) {
		s->leaving = len >= 4 && strncasecmp(data, "QUIT", 4) == 0;
		if (s->leaving)
			return 0;
		text_clear(&s->reply);
		if (len >= 5 && strncasecmp(data, "MAIL ", 5) == 0)
			s->stage = SENDER;
		else if (len >= 5 && strncasecmp(data, "RCPT ", 5) == 0)
			s->stage = RECIPIENT;
	} else if (type == CURLINFO_HEADER_IN && !s->leaving &&
	    s->reply.len < 2000) {
		text_add(&s->reply, data, len);
	}
	return 0;
}

static size_t
on_read(char *out, size_t size, size_t count, void *arg)
{
	struct smtp *s = arg;
	size_t len = s->message->len - s->sent;

	s->stage = BODY;
	text_clear(&s->reply);
	if (len > size * count)
		len = size * count;
	memcpy(out, s->message->bytes + s->sent, len);
	s->sent += len;
	return len;
}

static size_t
on_write(char *data, size_t size, size_t count, void *arg)
{
	(void)data;
	(void)arg;
	return size * count;
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
set_user(struct smtp *s, const struct config *config)
{
	unsigned char password[PASSWORD_MAX + 1];
	enum outcome o;
	size_t len;

	if (config->mail_user[0] == '\0')
		return DONE;
	o = config_secret(config->secrets, "post/smtp.password", password,
	    PASSWORD_MAX, &len);
	if (o != DONE)
		return o;
	while (len > 0 && (password[len - 1] == '\n' ||
	    password[len - 1] == '\r'))
		len--;
	password[len] = '\0';
	if (curl_easy_setopt(s->curl, CURLOPT_USERNAME, config->mail_user) !=
	    CURLE_OK || curl_easy_setopt(s->curl, CURLOPT_PASSWORD,
	    (const char *)password) != CURLE_OK)
		die("out of memory");
	explicit_bzero(password, sizeof(password));
	return DONE;
}

static void
set_up(struct smtp *s)
{
	CURL *c = s->curl;
	bool local = is_local(s->url);
	CURLcode bad = CURLE_OK;

	bad |= curl_easy_setopt(c, CURLOPT_URL, s->url);
	bad |= curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	bad |= curl_easy_setopt(c, CURLOPT_PROXY, "");
	bad |= curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	bad |= curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT,
	    REPLY_SECONDS);
	bad |= curl_easy_setopt(c, CURLOPT_TIMEOUT, LETTER_SECONDS);
	bad |= curl_easy_setopt(c, CURLOPT_USE_SSL,
	    (long)(local ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	/* A certificate for "localhost" proves nothing to this machine. */
	bad |= curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, local ? 0L : 1L);
	bad |= curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, local ? 0L : 2L);
	bad |= curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
	bad |= curl_easy_setopt(c, CURLOPT_READDATA, s);
	bad |= curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_write);
	bad |= curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	bad |= curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_trace);
	bad |= curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
	if (bad != CURLE_OK)
		die("libcurl lacks what sending letters needs");
}

enum outcome
mail_smtp_open(struct smtp **out, const struct config *config)
{
	struct smtp *s = calloc(1, sizeof(*s));
	enum outcome o;

	if (s == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		die("libcurl does not start");
	s->curl = curl_easy_init();
	if (s->curl == NULL)
		die("libcurl does not start");
	text_copy(s->url, sizeof(s->url), config->mail);
	text_add(&s->reply, "", 0);
	set_up(s);
	o = set_user(s, config);
	if (o == DONE)
		*out = s;
	else
		mail_smtp_close(s);
	return o;
}

void
mail_smtp_close(struct smtp *s)
{
	if (s == NULL)
		return;
	curl_easy_cleanup(s->curl);
	text_free(&s->reply);
	free(s);
}

/* Before a recipient is named, no failure is about a letter. */
static enum mail_fate
down(const struct smtp *s, CURLcode code, const char *sender)
{
	char reply[MAIL_REPLY_MAX + 1];

	mail_reply_keep(reply, s->reply.bytes, sender);
	log_failed("the mail server does not take letters: %s%s%s",
	    curl_easy_strerror(code), reply[0] == '\0' ? "" : "; it says: ",
	    reply);
	return MAIL_DOWN;
}

static enum mail_fate
judge(struct smtp *s, CURLcode code, const char *sender, const char *address,
    char *reply)
{
	int said = mail_reply_code(s->reply.bytes);

	mail_reply_keep(reply, s->reply.bytes, address);
	if (code == CURLE_OK)
		return MAIL_ACCEPTED;
	/* 421: the server ends the conversation, whatever it was about. */
	if (s->stage < RECIPIENT || said == 421)
		return down(s, code, sender);
	if (said / 100 == 4)
		return MAIL_LATER;
	if (said / 100 == 5)
		return MAIL_REFUSED;
	/* No answer about this letter: it may have been taken. */
	text_copy(reply, MAIL_REPLY_MAX + 1, "no answer");
	return MAIL_LOST;
}

static CURLcode
transfer(struct smtp *s, const struct text *message)
{
	s->stage = HELLO;
	s->leaving = false;
	s->sent = 0;
	s->message = message;
	text_clear(&s->reply);
	return curl_easy_perform(s->curl);
}

enum mail_fate
mail_smtp_send(struct smtp *s, const char *sender, const char *address,
    const struct text *message, char *reply)
{
	struct curl_slist *to = curl_slist_append(NULL, address);
	CURL *c = s->curl;
	enum mail_fate fate;
	long opened = 1;
	CURLcode code;

	if (to == NULL ||
	    curl_easy_setopt(c, CURLOPT_MAIL_FROM, sender) != CURLE_OK ||
	    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to) != CURLE_OK ||
	    curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE,
	    (curl_off_t)message->len) != CURLE_OK)
		die("out of memory");
	code = transfer(s, message);
	/* A kept connection that the server has given up: no letter has been
	 * spoken of on it, so it may begin again on a new one. */
	if (code != CURLE_OK && s->stage < RECIPIENT &&
	    curl_easy_getinfo(c, CURLINFO_NUM_CONNECTS, &opened) == CURLE_OK &&
	    opened == 0) {
		(void)curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
		code = transfer(s, message);
		(void)curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 0L);
	}
	fate = judge(s, code, sender, address, reply);
	(void)curl_easy_setopt(c, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(to);
	s->message = NULL;
	return fate;
}
