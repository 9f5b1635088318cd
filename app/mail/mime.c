/*
 * mime.c - header lines and quoted-printable, written in one pass. Knows UTF-8
 * only as bytes that belong together.
 */
#include "mail/mime.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define LINE_MOST 76
#define WORD_MOST 60		/* bytes; a longer one is encoded and cut */

/* Around an encoded word; the "q" says how, and may be a "b". */
static const char around[] = "=?utf-8?q?" "?=";
#define AROUND (sizeof(around) - 1)
static const char hex[] = "0123456789ABCDEF";

/* What may stand for itself in an encoded word, also in a phrase (RFC 2047
 * 5). */
static bool
stands(unsigned char c)
{
	return isalnum(c) || (c != '\0' && strchr("!*+-/", c) != NULL);
}

/* Bytes of the character at s, which is well-formed. */
static size_t
char_len(const char *s)
{
	size_t len = 1;

	while (((unsigned char)s[len] & 0xc0) == 0x80)
		len++;
	return len;
}

static void
add_byte(struct text *out, unsigned char c)
{
	const char escape[] = { '=', hex[c >> 4], hex[c & 15] };

	if (c == ' ')
		text_add(out, "_", 1);
	else if (stands(c))
		text_add(out, (const char *)&c, 1);
	else
		text_add(out, escape, 3);
}

static size_t
cost_of(const char *s, size_t len)
{
	size_t cost = 0;

	for (size_t i = 0; i < len; i++)
		cost += stands((unsigned char)s[i]) || s[i] == ' ' ? 1 : 3;
	return cost;
}

/* Bytes of whole characters at s that fit into so many columns as "q". */
static size_t
fit_quoted(const char *s, size_t size, size_t columns)
{
	size_t at = 0, len, cost = 0;

	while (at < size) {
		len = char_len(s + at);
		cost += cost_of(s + at, len);
		if (cost > columns)
			break;
		at += len;
	}
	return at;
}

/* The same as "b": four columns for three bytes. Where it can be, nothing is
 * filled up with "=" in the middle: some readers join before they decode. */
static size_t
fit_base64(const char *s, size_t size, size_t columns)
{
	size_t most = columns / 4 * 3, any = 0;

	if (size <= most)
		return size;
	for (; most > 0; most--) {
		if (((unsigned char)s[most] & 0xc0) == 0x80)
			continue;
		if (most % 3 == 0)
			return most;
		if (any == 0)
			any = most;
	}
	return any;
}

static void
add_base64(struct text *out, const char *s, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *u = (const unsigned char *)s;

	for (size_t i = 0; i < size; i += 3) {
		unsigned n = (unsigned)u[i] << 16 |
		    (i + 1 < size ? (unsigned)u[i + 1] << 8 : 0) |
		    (i + 2 < size ? (unsigned)u[i + 2] : 0);
		char four[4] = { digits[n >> 18], digits[n >> 12 & 63],
		    i + 1 < size ? digits[n >> 6 & 63] : '=',
		    i + 2 < size ? digits[n & 63] : '=' };

		text_add(out, four, 4);
	}
}

/* Encoded words in the shorter way, each on its own line when there are
 * several; no character is cut. The column afterwards. */
static size_t
add_encoded(struct text *out, size_t column, const char *s, size_t size)
{
	bool base64 = (size + 2) / 3 * 4 < cost_of(s, size);
	size_t len, before;

	while (size > 0) {
		len = column + AROUND >= LINE_MOST ? 0 : base64 ?
		    fit_base64(s, size, LINE_MOST - column - AROUND) :
		    fit_quoted(s, size, LINE_MOST - column - AROUND);
		if (len == 0) {
			/* The space before it begins the next line. */
			text_puts(out, "\r\n ");
			column = 1;
			continue;
		}
		before = out->len;
		text_add(out, around, AROUND - 2);
		if (base64)
			out->bytes[out->len - 2] = 'b';
		for (size_t i = 0; !base64 && i < len; i++)
			add_byte(out, (unsigned char)s[i]);
		if (base64)
			add_base64(out, s, len);
		text_add(out, around + AROUND - 2, 2);
		column += out->len - before;
		s += len;
		size -= len;
		if (size > 0)
			column = LINE_MOST;
	}
	return column;
}

/* Whether a word, up to a space or the end, cannot stand as it is. */
static bool
is_foreign(const char *word, size_t len)
{
	bool foreign = len > WORD_MOST;

	for (size_t i = 0; i < len; i++)
		foreign |= (unsigned char)word[i] >= 0x7f ||
		    (unsigned char)word[i] < ' ';
	return foreign;
}

/* From the first word that must be encoded to behind the last; from == to
 * when there is none. */
static void
find_foreign(const char *s, size_t *from, size_t *to)
{
	size_t at = 0, len;

	*from = *to = 0;
	for (; s[at] != '\0'; at += len + strspn(s + at + len, " ")) {
		len = strcspn(s + at, " ");
		if (!is_foreign(s + at, len))
			continue;
		if (*from == *to)
			*from = at;
		*to = at + len;
	}
}

/* Folded before a space, which stays. The column afterwards. */
static size_t
add_folded(struct text *out, size_t column, const char *s, size_t size)
{
	const char *end = s + size;
	size_t len;

	for (; s < end; s += len) {
		len = strspn(s, " ");
		len += strcspn(s + len, " ");
		if (len > (size_t)(end - s))
			len = (size_t)(end - s);
		if (*s == ' ' && column + len > LINE_MOST) {
			text_puts(out, "\r\n");
			column = 0;
		}
		text_add(out, s, len);
		column += len;
	}
	return column;
}

static size_t
add_name(struct text *out, const char *name)
{
	text_puts(out, name);
	text_puts(out, ": ");
	return strlen(name) + 2;
}

/* Only from the first word that must be to behind the last is encoded. */
static size_t
add_words(struct text *out, size_t column, const char *s, size_t from,
    size_t to)
{
	column = add_folded(out, column, s, from);
	/* A line of its own, unless there is room for something. */
	if (from > 0 && column + 30 > LINE_MOST) {
		out->len--;
		text_puts(out, "\r\n ");
		column = 1;
	}
	column = add_encoded(out, column, s + from, to - from);
	return add_folded(out, column, s + to, strlen(s + to));
}

void
mime_words(struct text *out, const char *name, const char *value)
{
	size_t column = add_name(out, name), from, to;

	find_foreign(value, &from, &to);
	if (from < to)
		(void)add_words(out, column, value, from, to);
	else
		(void)add_folded(out, column, value, strlen(value));
	text_puts(out, "\r\n");
}

/* Whether it is words of RFC 5322 atoms, one space between two. */
static bool
is_atoms(const char *s, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (s[i] == ' ' && i > 0 && s[i + 1] != ' ' &&
		    s[i + 1] != '\0')
			continue;
		if (!isalnum((unsigned char)s[i]) &&
		    strchr("!#$%&'*+-/=?^_`{|}~", s[i]) == NULL)
			return false;
	}
	return true;
}

static size_t
add_phrase(struct text *out, size_t column, const char *s)
{
	struct text quoted = { 0 };
	size_t from, to;

	find_foreign(s, &from, &to);
	if (from < to && is_atoms(s, from) &&
	    is_atoms(s + to + (s[to] == ' '), strlen(s + to + (s[to] == ' '))))
		return add_words(out, column, s, from, to);
	if (from < to)
		return add_encoded(out, column, s, strlen(s));
	if (is_atoms(s, strlen(s)))
		return add_folded(out, column, s, strlen(s));
	text_puts(&quoted, "\"");
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			text_puts(&quoted, "\\");
		text_add(&quoted, s, 1);
	}
	text_puts(&quoted, "\"");
	column = add_folded(out, column, quoted.bytes, quoted.len);
	text_free(&quoted);
	return column;
}

void
mime_mailbox(struct text *out, const char *name, const char *display,
    const char *address)
{
	size_t column = add_name(out, name);

	if (display != NULL && *display != '\0') {
		column = add_phrase(out, column, display);
		text_puts(out, column + strlen(address) + 3 > LINE_MOST ?
		    "\r\n <" : " <");
		text_puts(out, address);
		text_puts(out, ">\r\n");
	} else {
		text_puts(out, address);
		text_puts(out, "\r\n");
	}
}

/* One line without its end. White space at the end is encoded: servers take
 * it off. */
static char *
quote_line(char *to, const unsigned char *s, size_t len)
{
	size_t column = 0, cost;
	bool plain;

	for (size_t i = 0; i < len; i++) {
		plain = (s[i] > ' ' && s[i] < 0x7f && s[i] != '=') ||
		    ((s[i] == ' ' || s[i] == '\t') && i + 1 < len);
		cost = plain ? 1 : 3;
		if (column + cost > LINE_MOST - 1) {
			memcpy(to, "=\r\n", 3);
			to += 3;
			column = 0;
		}
		if (plain) {
			*to++ = (char)s[i];
		} else {
			*to++ = '=';
			*to++ = hex[s[i] >> 4];
			*to++ = hex[s[i] & 15];
		}
		column += cost;
	}
	memcpy(to, "\r\n", 2);
	return to + 2;
}

void
mime_quoted(struct text *out, const char *lines)
{
	size_t len = strlen(lines), line;
	char *to;

	/* Three for a byte, three more for every 73 of them, two for an LF. */
	text_reserve(out, len * 3 + len * 9 / 73 + len + 16);
	to = out->bytes + out->len;
	for (; *lines != '\0'; lines += line) {
		line = strcspn(lines, "\n");
		to = quote_line(to, (const unsigned char *)lines, line);
		line += lines[line] == '\n';
	}
	out->len = (size_t)(to - out->bytes);
	*to = '\0';
}
