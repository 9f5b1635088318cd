/*
 * web_address.c - finds what mail programs make a link of. They guess, and so
 * does this, on the safe side: "klaar.De" for want of a space is one too.
 */
#include "domain/web_address.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* What a byte may be: a letter is read for every person, and most bytes are
 * none of these. */
enum { ENDS = 1, MAY_END = 2, TELLS = 4 };
static const unsigned char kinds[256] = {
	['\0'] = ENDS, [' '] = ENDS, ['\t'] = ENDS, ['\r'] = ENDS,
	['\n'] = ENDS, ['"'] = ENDS, ['\''] = ENDS, ['('] = ENDS,
	[')'] = ENDS, ['<'] = ENDS, ['>'] = ENDS, ['['] = ENDS, [']'] = ENDS,
	['{'] = ENDS, ['}'] = ENDS, [','] = ENDS, [';'] = ENDS, ['|'] = ENDS,
	['*'] = ENDS, [0xc2] = MAY_END, [0xe2] = MAY_END,
	/* Without one of these a word is no address. */
	['.'] = TELLS, [':'] = TELLS,
};

/* Bytes of what stands between words at s; 0 in a word. Besides what ASCII
 * has: no-break space, « and », and all of U+2000 … U+207F, where spaces,
 * dashes, quotation marks and signs of direction are. */
static size_t
between(const unsigned char *u)
{
	if ((kinds[*u] & (ENDS | MAY_END)) == 0)
		return 0;
	if (kinds[*u] == ENDS)
		return 1;
	if (u[0] == 0xc2 && (u[1] == 0xa0 || u[1] == 0xab || u[1] == 0xbb))
		return 2;
	return u[0] == 0xe2 && (u[1] == 0x80 || u[1] == 0x81) &&
	    (u[2] & 0xc0) == 0x80 ? 3 : 0;
}

static bool
has(const char *word, size_t len, const char *part)
{
	size_t n = strlen(part);

	for (size_t i = 0; i + n <= len; i++)
		if (strncasecmp(word + i, part, n) == 0)
			return true;
	return false;
}

/* Letters (of any script), digits and hyphens; whether a name may end in it,
 * as hosts' names do: in letters, or in letters written as ASCII. */
static size_t
label(const char *s, const char *end, bool *last)
{
	bool only_letters = true;
	size_t n = 0;

	for (; s + n < end; n++) {
		unsigned char c = (unsigned char)s[n];

		if (c < 0x80 && !isalnum(c) && c != '-')
			break;
		only_letters &= !isdigit(c) && c != '-';
	}
	*last = n > 1 && (only_letters || strncasecmp(s, "xn--", 4) == 0);
	return n;
}

/* Bytes of the host that a word begins with, 0 if none: labels with dots in
 * between, of which the last is two letters or more and the one before it two
 * bytes or more ("b.v.", "J.van Dijk" and "10.30" are no hosts). */
static size_t
host(const char *word, size_t len)
{
	const char *at = word, *end = word + len;
	size_t n, before = 0, whole = 0;
	bool last;

	while ((n = label(at, end, &last)) > 0) {
		at += n;
		whole = last && before > 1 ? (size_t)(at - word) : 0;
		before = n;
		if (at + 1 >= end || *at != '.')
			break;
		at++;
	}
	return whole;
}

static bool
is_own(const char *name, size_t len, const char *link_base)
{
	const char *own = link_base == NULL ? NULL : strstr(link_base, "://");

	if (own == NULL)
		return false;
	own += 3;
	return strcspn(own, ":/") == len && strncasecmp(own, name, len) == 0;
}

static bool
is_web_address(const char *word, size_t len, const char *link_base)
{
	size_t n;

	if (has(word, len, "://") || has(word, len, "www."))
		return true;
	if (memchr(word, '@', len) != NULL)
		return false;
	n = host(word, len);
	return n > 0 && !is_own(word, n, link_base);
}

const char *
web_address_find(const char *s, const char *link_base, size_t *len)
{
	const unsigned char *u = (const unsigned char *)s, *word;
	unsigned char seen;

	while (*u != '\0') {
		word = u;
		for (seen = 0; between(u) == 0; u++)
			seen |= kinds[*u];
		if ((seen & TELLS) != 0 && is_web_address((const char *)word,
		    (size_t)(u - word), link_base)) {
			*len = (size_t)(u - word);
			return (const char *)word;
		}
		if (*u != '\0')
			u += between(u);
	}
	return NULL;
}
