/*
 * fuzz_settings.c - any bytes as a settings file: read or refused with words,
 * and what is written back is read alike.
 */
#include <sys/mman.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"
#include "base/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum outcome
read_settings(const void *bytes, size_t len, struct config *out)
{
	struct text mistakes = { 0 };
	char name[32];
	int fd = memfd_create("settings", MFD_CLOEXEC);
	enum outcome o;

	REQUIRE(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	REQUIRE(setenv("AOJ_ENV", name, 1) == 0);
	o = config_read(out, &mistakes);
	REQUIRE(o == DONE || (o == REFUSED && mistakes.len > 0));
	text_free(&mistakes);
	(void)close(fd);
	return o;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text written = { 0 }, again = { 0 };
	struct config c;

	if (read_settings(data, size, &c) != DONE)
		return 0;
	config_write(&c, &written);
	REQUIRE(read_settings(written.bytes, written.len, &c) == DONE);
	config_write(&c, &again);
	REQUIRE(strcmp(written.bytes, again.bytes) == 0);
	text_free(&written);
	text_free(&again);
	return 0;
}
