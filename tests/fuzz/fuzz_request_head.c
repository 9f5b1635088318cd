/*
 * fuzz_request_head.c - what anybody may send over a connection, in memory of
 * exactly its size. What is read of a head is so for every longer input too,
 * and a head cut short is never read as another one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "web/request_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum request_head_state
read_copy(struct request_head *out, const uint8_t *data, size_t len)
{
	char *copy = malloc(len + (len == 0));
	enum request_head_state state;

	if (copy == NULL)
		abort();
	memcpy(copy, data, len);
	state = request_head_read(out, copy, len);
	free(copy);
	return state;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request_head head = { 0, 0 }, cut = { 0, 0 };
	enum request_head_state state = read_copy(&head, data, size);
	const uint8_t *end = memmem(data, size, "\r\n\r\n", 4);

	if (state == HEAD_UNFINISHED && end != NULL)
		abort();
	if (state == HEAD_READ && (end == NULL ||
	    head.len != (size_t)(end - data) + 4 ||
	    head.body_len > 999999999999999999 ||
	    memmem(data, head.len, "\n\n", 2) != NULL ||
	    memchr(data, '\0', head.len) != NULL))
		abort();
	if (state == HEAD_READ && (read_copy(&cut, data, head.len) !=
	    HEAD_READ || cut.body_len != head.body_len || read_copy(&cut,
	    data, head.len - 1) != HEAD_UNFINISHED))
		abort();
	return 0;
}
