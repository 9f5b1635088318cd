/*
 * fuzz_multipart.c - a Content-Type and a body, as anybody may send them. The
 * first line is the header, the rest the body, in memory of exactly its size.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "web/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
inside(const char *at, size_t len, const char *body, size_t body_len)
{
	return at >= body && at <= body + body_len &&
	    len <= (size_t)(body + body_len - at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *lf = memchr(data, '\n', size);
	size_t head = lf == NULL ? size : (size_t)(lf - data);
	size_t len = lf == NULL ? 0 : size - head - 1;
	char *type = strndup((const char *)data, head);
	char *body = malloc(len + (len == 0));
	struct multipart_field f;

	if (type == NULL || body == NULL)
		abort();
	memcpy(body, data + size - len, len);
	if (multipart_one_field(&f, type, body, len) &&
	    (!inside(f.name, f.name_len, body, len) ||
	    !inside(f.value, f.value_len, body, len) ||
	    memchr(f.name, '"', f.name_len) != NULL))
		abort();
	free(type);
	free(body);
	return 0;
}
