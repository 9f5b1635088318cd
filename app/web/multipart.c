/*
 * multipart.c - reads from left to right and gives up at the first surprise.
 * Allocates nothing.
 */
#include "web/multipart.h"

#include <string.h>
#include <strings.h>

#define BOUNDARY_MAX 70		/* RFC 2046, 5.1.1 */
#define HEADERS_MAX 8
#define FORM_DATA "multipart/form-data"
#define DISPOSITION "content-disposition:"

/* What is left of the body. */
struct rest {
	const char *at, *end;
};

/* Goes past these bytes; false when others stand there. */
static bool
past(struct rest *r, const char *bytes, size_t len)
{
	if ((size_t)(r->end - r->at) < len || memcmp(r->at, bytes, len) != 0)
		return false;
	r->at += len;
	return true;
}

/* The same for a word in whatever case. */
static bool
past_word(struct rest *r, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(r->end - r->at) < len ||
	    strncasecmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

static void
past_spaces(struct rest *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

static bool
boundary_character(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') ||
	    (c != '\0' && strchr("'()+_,-./:=?", c) != NULL);
}

/* ; name=value, or ; name="value" without anything escaped. */
static bool
parameter(struct rest *r, struct rest *name, struct rest *value)
{
	bool quoted;

	if (!past(r, ";", 1))
		return false;
	past_spaces(r);
	name->at = r->at;
	while (r->at < r->end && ((*r->at | 32) >= 'a' && (*r->at | 32) <= 'z'))
		r->at++;
	name->end = r->at;
	if (!past(r, "=", 1))
		return false;
	quoted = past(r, "\"", 1);
	value->at = r->at;
	while (r->at < r->end && boundary_character(*r->at))
		r->at++;
	value->end = r->at;
	if (quoted && !past(r, "\"", 1))
		return false;
	past_spaces(r);
	return true;
}

/* The boundary, of which there is one, among other parameters. */
static bool
find_boundary(const char *type, const char **out, size_t *len)
{
	struct rest r = { type, type + strlen(type) }, name, value;

	*out = "";
	*len = 0;
	if (!past_word(&r, FORM_DATA))
		return false;
	past_spaces(&r);
	while (r.at < r.end) {
		if (!parameter(&r, &name, &value))
			return false;
		if (!past_word(&name, "boundary") || name.at != name.end)
			continue;
		if (*len > 0)
			return false;
		*out = value.at;
		*len = (size_t)(value.end - value.at);
	}
	return *len > 0 && *len <= BOUNDARY_MAX;
}

/* A line without its CR LF; false when there is no whole one. */
static bool
line(struct rest *r, struct rest *out)
{
	const char *lf = memchr(r->at, '\n', (size_t)(r->end - r->at));

	if (lf == NULL || lf == r->at || lf[-1] != '\r')
		return false;
	*out = (struct rest){ r->at, lf - 1 };
	r->at = lf + 1;
	return true;
}

/* form-data; name="…", and nothing else: no file. */
static bool
read_name(struct rest r, struct multipart_field *out)
{
	const char *quote;

	past_spaces(&r);
	if (!past_word(&r, "form-data"))
		return false;
	past_spaces(&r);
	if (!past(&r, ";", 1))
		return false;
	past_spaces(&r);
	if (!past_word(&r, "name=\""))
		return false;
	quote = memchr(r.at, '"', (size_t)(r.end - r.at));
	if (quote == NULL)
		return false;
	out->name = r.at;
	out->name_len = (size_t)(quote - r.at);
	r.at = quote + 1;
	past_spaces(&r);
	return r.at == r.end;
}

/* The part's headers and the empty line after them. */
static bool
read_headers(struct rest *r, struct multipart_field *out)
{
	struct rest header;
	bool named = false;

	for (int i = 0; i <= HEADERS_MAX; i++) {
		if (!line(r, &header))
			return false;
		if (header.at == header.end)
			return named;
		if (!past_word(&header, DISPOSITION))
			continue;
		if (named || !read_name(header, out))
			return false;
		named = true;
	}
	return false;
}

bool
multipart_one_field(struct multipart_field *out, const char *type,
    const char *body, size_t len)
{
	struct multipart_field f = { .name = NULL };
	struct rest r = { body, body + len };
	const char *boundary, *end;
	size_t boundary_len;

	if (!find_boundary(type, &boundary, &boundary_len) ||
	    !past(&r, "--", 2) || !past(&r, boundary, boundary_len) ||
	    !past(&r, "\r\n", 2) || !read_headers(&r, &f))
		return false;
	/* The value ends where the first delimiter begins. */
	f.value = r.at;
	for (;; r.at++) {
		r.at = memmem(r.at, (size_t)(r.end - r.at), "\r\n--", 4);
		if (r.at == NULL)
			return false;
		end = r.at;
		r.at += 4;
		if (past(&r, boundary, boundary_len))
			break;
		r.at = end;
	}
	f.value_len = (size_t)(end - f.value);
	if (!past(&r, "--", 2))
		return false;
	(void)past(&r, "\r\n", 2);
	if (r.at != r.end)
		return false;
	*out = f;
	return true;
}
