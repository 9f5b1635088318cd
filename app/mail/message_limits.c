/*
 * message_limits.c - counts what would make the MIME library call itself or
 * take its time. Looks at lines alone: whoever finds the parts of a message
 * differently than the library does would count past them.
 */
#include "mail/message_limits.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

struct scan {
	size_t header_bytes, header_lines;	/* of lines in a row */
	bool in_field;
	bool addresses;			/* the field holds some */
	size_t field_bytes, colons, depth;	/* of the field */
	size_t addresses_bytes, types, dashes;	/* of the message */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The length of the field name that the line begins with; 0 for none. White
 * space may stand before its colon (RFC 5322 4.5). */
static size_t
name_length(const char *s, size_t len)
{
	const char *colon = memchr(s, ':', len);
	size_t n = colon == NULL ? 0 : (size_t)(colon - s);

	while (n > 0 && is_blank(s[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == '\x7f')
			return 0;
	return n;
}

static bool
ends_with(const char *name, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && strncasecmp(name + len - n, end, n) == 0;
}

/* To, Reply-To, Resent-To, … */
static bool
names_addresses(const char *name, size_t len)
{
	return ends_with(name, len, "to") || ends_with(name, len, "cc") ||
	    ends_with(name, len, "from") || ends_with(name, len, "sender");
}

static void
begin_field(struct scan *f, const char *name, size_t len)
{
	static const char type[] = "Content-Type";

	f->in_field = true;
	f->addresses = names_addresses(name, len) ||
	    (len == 3 && strncasecmp(name, "bcc", 3) == 0);
	f->field_bytes = f->colons = f->depth = 0;
	if (len == sizeof(type) - 1 && strncasecmp(name, type, len) == 0)
		f->types++;
}

static void
end_header(struct scan *f)
{
	f->in_field = false;
	f->header_bytes = f->header_lines = 0;
}

/* A line of a field, from behind its name. What is quoted counts too: where
 * a quote ends is for the library to say. */
static const char *
read_value(struct scan *f, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == ':')
			f->colons++;
		else if (s[i] == '(' && ++f->depth > LIMIT_FIELD_DEPTH)
			return "comments within comments";
		else if (s[i] == ')' && f->depth > 0)
			f->depth--;
	}
	return f->addresses && f->colons > LIMIT_ADDRESS_COLONS ?
	    "groups of addresses" : NULL;
}

/* A line with its end, of a field. */
static const char *
count_bytes(struct scan *f, size_t len)
{
	f->header_lines++;
	f->header_bytes += len;
	f->field_bytes += len;
	if (f->addresses)
		f->addresses_bytes += len;
	if (f->header_lines > LIMIT_HEADER_LINES)
		return "lines in a header";
	if (f->header_bytes > LIMIT_HEADER_BYTES)
		return "bytes in a header";
	if (f->field_bytes > LIMIT_FIELD_BYTES)
		return "bytes in a field of a header";
	if (f->addresses && f->field_bytes > LIMIT_ADDRESS_BYTES)
		return "addresses in a field";
	return f->addresses_bytes > LIMIT_ADDRESSES_BYTES ? "addresses" : NULL;
}

static const char *
read_line(struct scan *f, const char *line, size_t len)
{
	size_t name = 0, value = 0;
	const char *too_much;

	if (len >= 2 && line[0] == '-' && line[1] == '-' &&
	    ++f->dashes > LIMIT_DASHES)
		return "lines that may end a part";
	if (!f->in_field || !is_blank(line[0])) {
		name = name_length(line, len);
		if (name == 0) {
			end_header(f);
			return NULL;
		}
		begin_field(f, line, name);
		if (f->types > LIMIT_TYPES)
			return "parts";
		value = (size_t)((const char *)memchr(line, ':', len) -
		    line) + 1;
	}
	too_much = count_bytes(f, len);
	return too_much != NULL ? too_much :
	    read_value(f, line + value, len - value);
}

const char *
mail_message_too_much(const char *bytes, size_t len)
{
	struct scan f = { .in_field = false };
	const char *too_much = NULL;

	while (len > 0 && too_much == NULL) {
		const char *end = memchr(bytes, '\n', len);
		size_t n = end == NULL ? len : (size_t)(end - bytes) + 1;

		too_much = read_line(&f, bytes, n);
		bytes += n;
		len -= n;
	}
	return too_much;
}
