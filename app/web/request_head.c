/*
 * request_head.c - the end of a head, and the two fields that say how long the
 * body is.
 */
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "web/request_head.h"

#define LENGTH_DIGITS 18	/* fit a size_t */

struct fields {
	bool method_has_body, has_length, has_encoding;
	size_t length;
};

/* Lines end with CR LF and nothing else: Kore takes either for an end. */
static enum request_head_state
find_head_end(size_t *out, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\0' || (bytes[i] == '\r' && i + 1 < len &&
		    bytes[i + 1] != '\n'))
			return HEAD_REFUSED;
		if (bytes[i] != '\n')
			continue;
		if (i == 0 || bytes[i - 1] != '\r')
			return HEAD_REFUSED;
		if (i >= 3 && bytes[i - 2] == '\n') {
			*out = i + 1;
			return HEAD_READ;
		}
	}
	return HEAD_UNFINISHED;
}

static bool
is_word(const char *bytes, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(bytes, word, len) == 0;
}

static bool
read_method(struct fields *f, const char *line, size_t len)
{
	const char *space = memchr(line, ' ', len);
	size_t n = space == NULL ? 0 : (size_t)(space - line);

	f->method_has_body = is_word(line, n, "POST") ||
	    is_word(line, n, "PUT") || is_word(line, n, "PATCH");
	return n > 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
read_length(struct fields *f, const char *value, size_t len)
{
	while (len > 0 && is_blank(value[0])) {
		value++;
		len--;
	}
	while (len > 0 && is_blank(value[len - 1]))
		len--;
	if (f->has_length || len == 0 || len > LENGTH_DIGITS)
		return false;
	f->has_length = true;
	for (size_t i = 0; i < len; i++) {
		if (value[i] < '0' || value[i] > '9')
			return false;
		f->length = f->length * 10 + (size_t)(value[i] - '0');
	}
	return true;
}

static bool
read_field(struct fields *f, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);
	size_t n = colon == NULL ? 0 : (size_t)(colon - line);

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] <= ' ')
			return false;
	if (is_word(line, n, "Content-Length"))
		return read_length(f, colon + 1, len - n - 1);
	if (is_word(line, n, "Transfer-Encoding"))
		f->has_encoding = true;
	return n > 0;
}

/* From the method to the empty line, which is left out. */
static bool
read_lines(struct fields *f, const char *bytes, size_t len)
{
	size_t at = 0;

	/* An empty line before a request is ignored (RFC 9112, 2.2). */
	if (bytes[0] == '\r')
		at = 2;
	if (at == len)
		return false;
	for (bool first = true; at < len; first = false) {
		const char *line = bytes + at;
		const char *cr = memchr(line, '\r', len - at);
		size_t n = (size_t)(cr - line);

		if (!(first ? read_method(f, line, n) :
		    read_field(f, line, n)))
			return false;
		at += n + 2;
	}
	return f->method_has_body ? !(f->has_length && f->has_encoding) :
	    !f->has_length && !f->has_encoding;
}

enum request_head_state
request_head_read(struct request_head *out, const char *bytes, size_t len)
{
	struct fields f = { 0 };
	size_t end = 0;
	enum request_head_state state = find_head_end(&end, bytes, len);

	if (state != HEAD_READ)
		return state;
	if (!read_lines(&f, bytes, end - 2))
		return HEAD_REFUSED;
	out->len = end;
	out->body_len = f.length;
	return HEAD_READ;
}
