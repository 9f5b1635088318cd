/*
 * letter_hosts.c - weighs web and mail addresses that somebody typed.
 */
#include "mail/letter_hosts.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "domain/web_address.h"

static const char host_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789-.";

static bool
host_allowed(const struct letter_hosts *h, const char *host, size_t len)
{
	const char *own = strstr(h->wave->link_base, "://");
	const char *more = h->more == NULL ? "" : h->more;
	size_t n;

	own = own == NULL ? h->wave->link_base : own + 3;
	n = strcspn(own, ":/");
	if (n == len && strncasecmp(own, host, len) == 0)
		return true;
	for (; *more != '\0'; more += n + strspn(more + n, ", ")) {
		n = strcspn(more, ", ");
		if (n == len && strncasecmp(more, host, len) == 0)
			return true;
	}
	return false;
}

/* The pages that somebody's own link opens. */
static bool
is_personal(const char *path, const char *end)
{
	return end - path > 1 && *path == '/' &&
	    (path[1] == 'v' || path[1] == 'u') &&
	    (end - path == 2 || !isalnum((unsigned char)path[2]));
}

/* A word that reads as a web address: an allowed host, maybe a port, then its
 * end or a path that leads to nobody's pages. */
static bool
word_allowed(const struct letter_hosts *h, const char *word, size_t len)
{
	const char *end = word + len, *scheme = memmem(word, len, "://", 3);
	const char *host = scheme == NULL ? word : scheme + 3, *at = host;
	size_t n;

	while (at < end && strchr(host_bytes, *at) != NULL)
		at++;
	n = (size_t)(at - host);
	while (n > 0 && host[n - 1] == '.')
		n--;
	if (at + 1 < end && *at == ':' && isdigit((unsigned char)at[1]))
		for (at++; at < end && isdigit((unsigned char)*at);)
			at++;
	return host_allowed(h, host, n) && !is_personal(at, end) &&
	    (at == end || strchr("/?#:!", *at) != NULL) &&
	    memmem(at, (size_t)(end - at), "://", 3) == NULL;
}

static bool
is_of_user(char c)
{
	return isalnum((unsigned char)c) ||
	    (c != '\0' && strchr("!#$%&'*+/=?^_`{|}~.-", c) != NULL);
}

static bool
same(const char *a, const char *s, size_t len)
{
	return strlen(a) == len && strncasecmp(a, s, len) == 0;
}

/* The address around an @ of s, if its host has a dot: one of the wave's
 * people, or at an allowed host. */
static bool
mail_allowed(const struct letter_hosts *h, const char *s, const char *at,
    const char **begin, size_t *len)
{
	const struct wave *w = h->wave;
	const char *host = at + 1;
	size_t n = 0;

	/* A name in another script is a host, too. */
	while (host[n] != '\0' && (strchr(host_bytes, host[n]) != NULL ||
	    (unsigned char)host[n] >= 0x80))
		n++;
	while (n > 0 && host[n - 1] == '.')
		n--;
	if (memchr(host, '.', n) == NULL)
		return true;
	for (*begin = at; *begin > s && is_of_user((*begin)[-1]);)
		(*begin)--;
	*len = (size_t)(host + n - *begin);
	return same(w->contact_address, *begin, *len) ||
	    same(w->reply_to, *begin, *len) ||
	    same(w->sender_address, *begin, *len) || host_allowed(h, host, n);
}

const char *
letter_hosts_find(const struct letter_hosts *h, const char *s, bool mail,
    size_t *len)
{
	const char *at = s, *begin;

	while ((at = web_address_find(at, NULL, len)) != NULL) {
		if (!word_allowed(h, at, *len))
			return at;
		at += *len;
	}
	if (!mail)
		return NULL;
	for (at = s; (at = strchr(at, '@')) != NULL; at++)
		if (!mail_allowed(h, s, at, &begin, len))
			return begin;
	return NULL;
}
