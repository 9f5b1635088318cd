/*
 * fuzz_keyfile.c - key files that somebody edited: only 64 lower-case
 * hexadecimal digits and a line feed are a key.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "crypto/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64];

static void
clean_up(void)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/a.key", folder);
	unlink(path);
	rmdir(folder);
}

/* A fresh folder; what the key file logs of every wrong one is not shown. */
static void
prepare(void)
{
	if (folder[0] != '\0')
		return;
	strcpy(folder, "/tmp/aoj-fuzz-keyfile-XXXXXX");
	if (mkdtemp(folder) == NULL || atexit(clean_up) != 0)
		abort();
	crypto_open();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char key[32];
	char path[80], hex[65];
	int fd, quiet, error;

	prepare();
	snprintf(path, sizeof(path), "%s/a.key", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
	quiet = open("/dev/null", O_WRONLY);
	error = dup(2);
	dup2(quiet, 2);
	if (crypto_key_read(key, sizeof(key), folder, "a.key") == DONE) {
		text_hex(hex, key, sizeof(key));
		if (size != 65 || memcmp(hex, data, 64) != 0 ||
		    data[64] != '\n')
			abort();
	}
	dup2(error, 2);
	close(error);
	close(quiet);
	return 0;
}
