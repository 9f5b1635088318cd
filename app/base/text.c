/*
 * text.c - the growing buffer, and what we do to UTF-8. Knows no language.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/log.h"
#include "base/text.h"

void
text_reserve(struct text *t, size_t more)
{
	size_t need, size;
	char *bytes;

	REQUIRE(more < SIZE_MAX / 4 && t->len < SIZE_MAX / 4);
	need = t->len + more + 1;
	if (need <= t->size)
		return;
	size = t->size < 128 ? 128 : t->size;
	while (size < need)
		size *= 2;
	/* Not realloc: the old bytes may be somebody's answers. */
	bytes = malloc(size);
	if (bytes == NULL)
		die("out of memory");
	if (t->bytes != NULL) {
		memcpy(bytes, t->bytes, t->len + 1);
		explicit_bzero(t->bytes, t->size);
		free(t->bytes);
	} else {
		bytes[0] = '\0';
	}
	t->bytes = bytes;
	t->size = size;
}

void
text_add(struct text *t, const char *bytes, size_t len)
{
	text_reserve(t, len);
	if (len > 0)
		memcpy(t->bytes + t->len, bytes, len);
	t->len += len;
	t->bytes[t->len] = '\0';
}

void
text_puts(struct text *t, const char *s)
{
	text_add(t, s, strlen(s));
}

void
text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap, again;
	int len;

	text_reserve(t, 0);
	va_start(ap, fmt);
	va_copy(again, ap);
	len = vsnprintf(t->bytes + t->len, t->size - t->len, fmt, ap);
	va_end(ap);
	REQUIRE(len >= 0);
	if ((size_t)len >= t->size - t->len) {
		text_reserve(t, (size_t)len);
		(void)vsnprintf(t->bytes + t->len, (size_t)len + 1, fmt,
		    again);
	}
	va_end(again);
	t->len += (size_t)len;
}

void
text_clear(struct text *t)
{
	t->len = 0;
	if (t->bytes != NULL)
		t->bytes[0] = '\0';
}

void
text_free(struct text *t)
{
	if (t == NULL)
		return;
	if (t->bytes != NULL)
		explicit_bzero(t->bytes, t->size);
	free(t->bytes);
	memset(t, 0, sizeof(*t));
}

/* The next code point of s, or -1; *used bytes were read. */
static utf8proc_int32_t
next_char(const char *s, size_t len, size_t *used)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	n = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    (utf8proc_ssize_t)len, &c);
	if (n <= 0)
		return -1;
	*used = (size_t)n;
	return c;
}

/* How many bytes s begins with that are printable ASCII: nearly all of what
 * people type, and of those there is nothing to ask. Eight at a time: a byte
 * that is not has, or is given, its highest bit. (One that borrows from the
 * next is none itself; then the rest is looked at one by one.) */
static size_t
plain_run(const char *s, size_t len)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t v;
	size_t n = 0;

	for (; len - n >= sizeof(v); n += sizeof(v)) {
		memcpy(&v, s + n, sizeof(v));
		if (((v | (v - each * 0x20) | (v + each)) & each * 0x80) != 0)
			break;
	}
	while (n < len && s[n] >= 0x20 && s[n] < 0x7f)
		n++;
	return n;
}

bool
text_is_utf8(const char *s, size_t len)
{
	size_t used = 0;

	for (size_t i = plain_run(s, len); i < len; i += used +
	    plain_run(s + i + used, len - i - used))
		if (s[i] == '\0' || next_char(s + i, len - i, &used) < 0)
			return false;
	return true;
}

size_t
text_chars(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			n++;
	return n;
}

static bool
is_control(utf8proc_int32_t c)
{
	/* C0, DEL, C1, and the separators that break lines. */
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
	    c == 0x2029;
}

bool
text_has_control(const char *s, size_t len, bool lines)
{
	size_t used = 0;

	for (size_t i = plain_run(s, len); i < len; i += used +
	    plain_run(s + i + used, len - i - used)) {
		utf8proc_int32_t c = next_char(s + i, len - i, &used);

		if (c < 0)
			return true;
		if (is_control(c) && !(lines && c == '\n'))
			return true;
	}
	return false;
}

/* Adds what may stand in a text, lines ended by LF; whether all of it is
 * ASCII. */
static bool
add_cleaned(struct text *t, const char *s, size_t len)
{
	bool ascii = true;
	size_t used;

	for (size_t i = 0; i < len; i += used) {
		utf8proc_int32_t c;

		used = plain_run(s + i, len - i);
		if (used > 0) {
			text_add(t, s + i, used);
			continue;
		}
		c = next_char(s + i, len - i, &used);
		if (c == '\r') {
			if (i + 1 >= len || s[i + 1] != '\n')
				text_add(t, "\n", 1);
		} else if (c == '\t') {
			text_add(t, " ", 1);
		} else if (c == '\n' || !is_control(c)) {
			text_add(t, s + i, used);
			ascii &= c < 0x80;
		}
	}
	return ascii;
}

/* NFC of well-formed UTF-8, in a new string. Not utf8proc_map, which gives
 * back memory with the text still in it. */
static char *
compose(const char *s, size_t len)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)s;
	/* Canonical parts are fewer than two for each byte of UTF-8. */
	size_t size = (len + 1) * 2 * sizeof(utf8proc_int32_t);
	utf8proc_int32_t *parts = malloc(size);
	utf8proc_ssize_t count;
	char *out = NULL;

	if (parts == NULL)
		die("out of memory");
	count = utf8proc_decompose(in, (utf8proc_ssize_t)len, parts,
	    (utf8proc_ssize_t)(size / sizeof(*parts)) - 1, how);
	if (count >= 0 && (size_t)count < size / sizeof(*parts))
		count = utf8proc_reencode(parts, count, how);
	else
		count = -1;
	if (count >= 0 && (out = strdup((const char *)parts)) == NULL)
		die("out of memory");
	explicit_bzero(parts, size);
	free(parts);
	return out;
}

char *
text_normalise(const char *s, size_t len)
{
	struct text t = { 0 };
	size_t from = 0, end;
	char *out = NULL;
	bool ascii;

	if (!text_is_utf8(s, len))
		return NULL;
	text_reserve(&t, len);
	ascii = add_cleaned(&t, s, len);
	for (end = t.len; end > 0 && (t.bytes[end - 1] == ' ' ||
	    t.bytes[end - 1] == '\n'); end--)
		continue;
	while (from < end && (t.bytes[from] == ' ' || t.bytes[from] == '\n'))
		from++;
	t.bytes[end] = '\0';
	if (ascii) {
		/* It is its own NFC. */
		if ((out = strdup(t.bytes + from)) == NULL)
			die("out of memory");
	} else {
		out = compose(t.bytes + from, end - from);
	}
	text_free(&t);
	return out;
}

void
text_hex(char *out, const unsigned char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * len] = '\0';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
text_unhex(unsigned char *out, size_t len, const char *hex)
{
	for (size_t i = 0; i < len; i++) {
		int high = hex_digit(hex[2 * i]);
		int low = high < 0 ? -1 : hex_digit(hex[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return hex[2 * len] == '\0';
}

void
text_copy(char *out, size_t size, const char *s)
{
	size_t len = strlen(s);

	REQUIRE(size > 0);
	if (len >= size) {
		len = size - 1;
		while (len > 0 && ((unsigned char)s[len] & 0xc0) == 0x80)
			len--;
	}
	memmove(out, s, len);
	out[len] = '\0';
}

void
text_csv_cell(struct text *out, const char *s)
{
	text_puts(out, "\"");
	if (*s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		text_puts(out, "'");
	for (; *s != '\0'; s++)
		text_add(out, *s == '"' ? "\"\"" : s, *s == '"' ? 2 : 1);
	text_puts(out, "\"");
}
