/*
 * form.c - takes forms, query strings and cookies apart.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "web/form.h"

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Decodes from..end to *to, which never overtakes from. */
static bool
decode(char **to, const char *from, const char *end)
{
	for (; from < end; from++) {
		if (*from == '+') {
			*(*to)++ = ' ';
		} else if (*from == '%') {
			int high = end - from > 2 ? hex(from[1]) : -1;
			int low = high < 0 ? -1 : hex(from[2]);

			if (low < 0 || (high | low) == 0)
				return false;
			*(*to)++ = (char)(high << 4 | low);
			from += 2;
		} else if (*from == '\0') {
			return false;
		} else {
			*(*to)++ = *from;
		}
	}
	return true;
}

/* One pair of the body, from..end, decoded behind *to. */
static bool
pair(struct form *f, char **to, const char *from, const char *end)
{
	const char *equals = memchr(from, '=', (size_t)(end - from));
	struct form_field *field = &f->list[f->count];
	char *name = *to, *value;

	if (!decode(to, from, equals == NULL ? end : equals))
		return false;
	if (!text_is_utf8(name, (size_t)(*to - name)))
		return false;
	*(*to)++ = '\0';
	value = *to;
	if (equals != NULL && !decode(to, equals + 1, end))
		return false;
	if (!text_is_utf8(value, (size_t)(*to - value)))
		return false;
	field->name = name;
	field->value = value;
	field->value_len = (size_t)(*to - value);
	*(*to)++ = '\0';
	f->count++;
	return true;
}

enum outcome
form_parse(struct form *out, const char *body, size_t len)
{
	struct form f = { .count = 0 };
	size_t fields = 1;
	const char *at = body, *end;
	char *to;

	for (size_t i = 0; i < len; i++)
		fields += body[i] == '&';
	if (len > FORM_BODY_MAX || fields > FORM_FIELDS_MAX)
		return REFUSED;
	/* Two NULs for every pair on top of what decoding leaves. */
	f.size = len + 2 * fields;
	f.bytes = malloc(f.size);
	f.list = calloc(fields, sizeof(*f.list));
	if (f.bytes == NULL || f.list == NULL)
		die("out of memory");
	to = f.bytes;
	for (; at < body + len; at = end + 1) {
		end = memchr(at, '&', (size_t)(body + len - at));
		if (end == NULL)
			end = body + len;
		if (end > at && !pair(&f, &to, at, end)) {
			form_free(&f);
			return REFUSED;
		}
	}
	*out = f;
	return DONE;
}

void
form_free(struct form *f)
{
	struct text wiped = { .bytes = f->bytes, .size = f->size };

	text_free(&wiped);
	free(f->list);
	memset(f, 0, sizeof(*f));
}

const struct form_field *
form_find(const struct form *f, const char *name)
{
	const struct form_field *found = NULL;

	for (size_t i = 0; i < f->count; i++) {
		if (strcmp(f->list[i].name, name) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = &f->list[i];
	}
	return found;
}

bool
cookie_find(const char *header, const char *name, const char **value,
    size_t *len)
{
	size_t name_len = strlen(name);
	bool found = false;

	while (header != NULL && *header != '\0') {
		size_t pair_len;

		header += strspn(header, " \t;");
		pair_len = strcspn(header, ";");
		if (pair_len > name_len && header[name_len] == '=' &&
		    memcmp(header, name, name_len) == 0) {
			const char *v = header + name_len + 1;
			size_t l = pair_len - name_len - 1;

			while (l > 0 && (v[l - 1] == ' ' || v[l - 1] == '\t'))
				l--;
			if (found && (l != *len || memcmp(v, *value, l) != 0))
				return false;
			*value = v;
			*len = l;
			found = true;
		}
		header += pair_len;
	}
	return found;
}
