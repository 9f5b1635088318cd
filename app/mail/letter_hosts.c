/*
 * letter_hosts.c - host names in words. Sees more of them than there are
 * ("punt.Nieuwe zin" too): mail programs guess as well, and a space helps.
 */
#include "mail/letter_hosts.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <utf8proc.h>

#include "base/log.h"
#include "base/text.h"
#include "domain/web_address.h"
#include "mail/letter_source.h"

/* A run of what can stand in a host name, an address or a user's name. */
struct run {
	const char *at;
	size_t len;
	size_t labels;		/* that are not empty */
	size_t last;		/* characters of the last label … */
	bool last_letters;	/* … and whether all of them are letters */
};

/* The character at s; what is no UTF-8 is a character of its own. */
static utf8proc_ssize_t
next(const char *s, size_t len, utf8proc_int32_t *c)
{
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    (utf8proc_ssize_t)len, c);

	if (n > 0)
		return n;
	*c = 0xfffd;
	return 1;
}

/* IDNA takes the full stops of other scripts for dots. */
static bool
is_dot(utf8proc_int32_t c)
{
	return c == '.' || c == 0x3002 || c == 0xff0e || c == 0xff61;
}

static bool
is_letter(utf8proc_int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_CF:
		return true;
	default:
		return c == LETTER_FIELD;
	}
}

static bool
is_of_name(utf8proc_int32_t c)
{
	return is_letter(c) || c == '-' || c == '_' ||
	    utf8proc_category(c) == UTF8PROC_CATEGORY_ND;
}

/* The run that begins at s. */
static void
take_run(const char *s, size_t len, struct run *out)
{
	size_t last = 0, at = 0, end = 0;
	bool letters = true;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	*out = (struct run){ .at = s };
	for (; at < len; at += (size_t)n) {
		n = next(s + at, len - at, &c);
		if (is_dot(c)) {
			if (last == 0)
				break;
			last = 0;
			letters = true;
		} else if (is_of_name(c)) {
			out->labels += last == 0;
			last++;
			letters = letters && is_letter(c);
			end = at + (size_t)n;
			out->last = last;
			out->last_letters = letters;
		} else {
			break;
		}
	}
	/* Dots at the end are a sentence's. */
	out->len = end;
}

static bool
is_host(const struct run *r)
{
	const char *dot = r->at + r->len;

	if (r->len > 4 && strncasecmp(r->at, "www.", 4) == 0)
		return true;
	while (dot > r->at && dot[-1] != '.')
		dot--;
	return r->labels > 1 && ((r->last_letters && r->last > 1) ||
	    strncasecmp(dot, "xn--", 4) == 0);
}

static bool
same(const char *a, const char *b, size_t len)
{
	return strlen(a) == len && strncasecmp(a, b, len) == 0;
}

static bool
host_allowed(const struct letter_hosts *h, const char *host, size_t len)
{
	const char *own = strstr(h->wave->link_base, "://");
	const char *more = h->more == NULL ? "" : h->more;
	size_t n;

	own = own == NULL ? h->wave->link_base : own + 3;
	n = *own == '[' ? strcspn(own, "]") + 1 : strcspn(own, ":/");
	if (n == len && strncasecmp(own, host, len) == 0)
		return true;
	for (; *more != '\0'; more += n + strspn(more + n, ", ")) {
		n = strcspn(more, ", ");
		if (n == len && strncasecmp(more, host, len) == 0)
			return true;
	}
	return false;
}

/* An address of one of the wave's people, or at an allowed host. */
static bool
address_allowed(const struct letter_hosts *h, const char *s, size_t len)
{
	const struct wave *w = h->wave;
	const char *at = memchr(s, '@', len);

	if (at == NULL)
		return true;
	return same(w->contact_address, s, len) ||
	    same(w->reply_to, s, len) || same(w->sender_address, s, len) ||
	    host_allowed(h, at + 1, len - (size_t)(at + 1 - s));
}

/* The pages that somebody's own link opens. */
static bool
is_personal(const char *path)
{
	return *path == '/' && (path[1] == 'v' || path[1] == 'u') &&
	    !isalnum((unsigned char)path[2]);
}

/* What follows "://": a host and maybe a port, then its end or a path. */
static bool
link_allowed(const struct letter_hosts *h, const char *s, size_t len,
    size_t *taken)
{
	static const char host_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-.";
	struct text t = { 0 };
	size_t host, after;
	bool good;

	text_add(&t, s, len);
	host = t.bytes[0] == '[' ? strcspn(t.bytes, "]") + 1 :
	    strspn(t.bytes, host_bytes);
	*taken = strcspn(t.bytes, " \n<>\"");
	if (host > *taken)
		host = *taken;
	after = host;
	if (t.bytes[after] == ':')
		after += 1 + strspn(t.bytes + after + 1, "0123456789");
	while (host > 0 && t.bytes[host - 1] == '.')
		host--;
	good = host_allowed(h, t.bytes, host) &&
	    (t.bytes[after] == '\0' || strchr("/?# \n.,;)<>\"",
	    t.bytes[after]) != NULL) &&
	    !is_personal(t.bytes + after);
	text_free(&t);
	return good;
}

/* Where the user name of an address begins that ends at `at`. */
static const char *
user_before(const char *line, const char *at)
{
	while (at > line && strchr(" \n<>()\"", at[-1]) == NULL)
		at--;
	return at;
}

static bool
run_allowed(const struct letter_hosts *h, const char *line, const char *end,
    const struct run *r, bool names, const char **bad, size_t *bad_len)
{
	bool www = r->len > 4 && strncasecmp(r->at, "www.", 4) == 0;
	const char *user;
	struct run host;

	*bad = r->at;
	*bad_len = r->len;
	if (r->at > line && r->at[-1] == '@') {
		if (!is_host(r))
			return true;
		user = user_before(line, r->at - 1);
		*bad_len += (size_t)(r->at - user);
		*bad = user;
		return !names || address_allowed(h, *bad, *bad_len);
	}
	/* The user of an address is judged with its host. */
	if (r->at + r->len < end && r->at[r->len] == '@') {
		take_run(r->at + r->len + 1,
		    (size_t)(end - r->at) - r->len - 1, &host);
		if (is_host(&host))
			return true;
	}
	return !(www || (names && is_host(r))) ||
	    host_allowed(h, r->at, r->len);
}

bool
letter_hosts_allowed(const struct letter_hosts *h, const char *line,
    size_t len, bool names, const char **bad, size_t *bad_len)
{
	const char *s = line, *end = line + len;
	utf8proc_int32_t c;
	struct run r;
	size_t n;

	while (s < end) {
		if (end - s >= 3 && memcmp(s, "://", 3) == 0) {
			s += 3;
			*bad = s;
			if (!link_allowed(h, s, (size_t)(end - s), &n)) {
				*bad_len = n;
				return false;
			}
			s += n;
			continue;
		}
		n = (size_t)next(s, (size_t)(end - s), &c);
		if (!is_of_name(c)) {
			s += n;
			continue;
		}
		take_run(s, (size_t)(end - s), &r);
		if (!run_allowed(h, line, end, &r, names, bad, bad_len))
			return false;
		s += r.len;
	}
	return true;
}

/* The host that a word of web_address_find begins with. */
static size_t
host_of(const char *word, size_t len)
{
	size_t n = strcspn(word, ":/?#!");

	n = n < len ? n : len;
	while (n > 0 && word[n - 1] == '.')
		n--;
	return n;
}

bool
letter_hosts_named(const struct letter_hosts *h, const char *words,
    const char **bad, size_t *bad_len)
{
	size_t n;

	for (; (words = web_address_find(words, h->wave->link_base, &n)) !=
	    NULL; words += n) {
		*bad = words;
		*bad_len = host_of(words, n);
		/* Links have been judged. */
		if (memmem(words, n, "://", 3) == NULL &&
		    strncasecmp(words, "www.", 4) != 0 &&
		    !host_allowed(h, words, *bad_len))
			return false;
	}
	return true;
}
