/*
 * reply.c - answers, with the headers that all of them carry.
 */
#include <stdio.h>
#include <string.h>

#include <kore/kore.h>
#include <kore/http.h>

#include "base/log.h"
#include "web/reply.h"

static const struct {
	const char *name, *value;
} always[] = {
	{ "content-security-policy", "default-src 'none'; script-src 'self'; "
	    "style-src 'self'; font-src 'self'; img-src 'self'; connect-src "
	    "'self'; form-action 'self'; frame-ancestors 'none'; base-uri "
	    "'none'" },
	{ "referrer-policy", "no-referrer" },
	{ "x-robots-tag", "noindex" },
	{ "x-content-type-options", "nosniff" },
	{ "cross-origin-opener-policy", "same-origin" },
	{ "cross-origin-resource-policy", "same-origin" },
	{ "permissions-policy", "camera=(), geolocation=(), microphone=()" },
};

static void
headers(struct http_request *req, bool cached)
{
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		http_response_header(req, always[i].name, always[i].value);
	http_response_header(req, "cache-control", cached ?
	    "public, max-age=31536000, immutable" : "no-store");
}

/* A comment after the end of a page, so that it has a multiple of size. */
static void
fill_up(struct text *html, size_t size)
{
	size_t filled = (html->len + REPLY_FILL_LEAST + size - 1) / size *
	    size;

	text_reserve(html, filled - html->len);
	text_puts(html, "<!--");
	memset(html->bytes + html->len, '.', filled - html->len - 4);
	html->len = filled - 4;
	text_puts(html, "-->\n");
}

void
reply_page(struct http_request *req, int status, struct text *html,
    size_t size)
{
	if (size > 0)
		fill_up(html, size);
	headers(req, false);
	http_response_header(req, "content-type", "text/html; charset=utf-8");
	http_response_header(req, "content-language", "nl");
	http_response(req, status, html->bytes, html->len);
}

void
reply_see_other(struct http_request *req, const char *path)
{
	REQUIRE(path[0] == '/' && strpbrk(path, "\r\n") == NULL);
	headers(req, false);
	http_response_header(req, "location", path);
	http_response(req, 303, NULL, 0);
}

void
reply_empty(struct http_request *req, int status)
{
	headers(req, false);
	http_response(req, status, NULL, 0);
}

void
reply_bytes(struct http_request *req, int status, const struct reply_bytes *b)
{
	headers(req, b->cached);
	http_response_header(req, "content-type", b->type);
	if (b->etag != NULL)
		http_response_header(req, "etag", b->etag);
	if (b->gzip)
		http_response_header(req, "content-encoding", "gzip");
	if (b->vary)
		http_response_header(req, "vary", "accept-encoding");
	http_response(req, status, b->bytes, b->len);
}

const char *
reply_cookie_name(bool secure)
{
	return secure ? "__Host-aoj" : "aoj";
}

void
reply_cookie(struct http_request *req, const char *value, bool secure)
{
	char line[256];

	REQUIRE(strpbrk(value, "\r\n;, ") == NULL);
	REQUIRE(snprintf(line, sizeof(line), "%s=%s; HttpOnly; %sSameSite=Lax; "
	    "Path=/", reply_cookie_name(secure), value,
	    secure ? "Secure; " : "") < (int)sizeof(line));
	http_response_header(req, "set-cookie", line);
}

void
reply_forget(struct http_request *req, bool secure)
{
	char line[256];

	REQUIRE(snprintf(line, sizeof(line), "%s=; Max-Age=0; HttpOnly; "
	    "%sSameSite=Lax; Path=/", reply_cookie_name(secure),
	    secure ? "Secure; " : "") < (int)sizeof(line));
	http_response_header(req, "set-cookie", line);
	http_response_header(req, "clear-site-data", "\"cookies\", "
	    "\"storage\"");
}
