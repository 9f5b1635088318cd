/*
 * keyfile.c - keys in files, and the locked memory they are read into.
 * Refuses to know what a key is for.
 */
#include "crypto/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <libgfshare.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "crypto/secret_folder.h"

#define KEY_BYTES_MAX 64
#define LINE_MAX_BYTES (2 * KEY_BYTES_MAX + 2)

/* libgfshare asks its randomness here; libsodium's takes a size_t. */
static void
fill_random(unsigned char *out, unsigned int len)
{
	randombytes_buf(out, len);
}

void
crypto_open(void)
{
	if (sodium_init() < 0)
		die("libsodium does not start");
	gfshare_fill_rand = fill_random;
}

/*
 * sodium_malloc does not say whether the memory could be locked, so it is
 * locked once more, which costs nothing and does say it.
 */
void *
crypto_secret_new(size_t len)
{
	void *p = sodium_malloc(len);

	if (p == NULL)
		die("no guarded memory for secrets: %s", strerror(errno));
	if (sodium_mlock(p, len) != 0)
		die("memory for secrets cannot be locked (%s): raise the limit "
		    "RLIMIT_MEMLOCK (ulimit -l, LimitMEMLOCK=)",
		    strerror(errno));
	sodium_memzero(p, len);
	return p;
}

void
crypto_secret_free(void *p)
{
	sodium_free(p);
}

void
crypto_wipe(void *p, size_t len)
{
	sodium_memzero(p, len);
}

/* Exactly 2 * len lower-case hexadecimal digits and a line feed. */
static bool
parse_line(unsigned char *key, size_t len, char *line, ssize_t n)
{
	char again[LINE_MAX_BYTES];
	bool is_key;

	if (n != (ssize_t)(2 * len + 1) || line[2 * len] != '\n')
		return false;
	line[2 * len] = '\0';
	is_key = text_unhex(key, len, line);
	if (is_key) {
		text_hex(again, key, len);
		is_key = sodium_memcmp(again, line, 2 * len) == 0;
		sodium_memzero(again, sizeof(again));
	}
	return is_key;
}

enum outcome
crypto_key_read(unsigned char *key, size_t len, const char *folder,
    const char *name)
{
	char path[PATH_MAX], parent[PATH_MAX], line[LINE_MAX_BYTES];
	unsigned char read_key[KEY_BYTES_MAX];
	enum outcome outcome;
	ssize_t n = 0;

	REQUIRE(len > 0 && len <= KEY_BYTES_MAX);
	if (!secret_paths(path, parent, folder, name))
		return log_failed("the path of a key is too long");
	outcome = secret_file_read(line, sizeof(line), &n, path, parent);
	if (outcome == DONE && parse_line(read_key, len, line, n))
		memcpy(key, read_key, len);
	else if (outcome == DONE)
		outcome = log_failed("%s: is not a key of %zu bytes in "
		    "hexadecimal", path, len);
	sodium_memzero(line, sizeof(line));
	sodium_memzero(read_key, sizeof(read_key));
	return outcome;
}

static enum outcome
make_key_file(const char *path, const char *parent, size_t len)
{
	unsigned char key[KEY_BYTES_MAX];
	char line[LINE_MAX_BYTES];
	enum outcome outcome;

	randombytes_buf(key, len);
	text_hex(line, key, len);
	line[2 * len] = '\n';
	outcome = secret_file_put(path, parent, line, 2 * len + 1, false);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(line, sizeof(line));
	return outcome;
}

enum outcome
crypto_key_make(unsigned char *key, size_t len, const char *folder,
    const char *name)
{
	char path[PATH_MAX], parent[PATH_MAX];
	enum outcome outcome;

	outcome = crypto_key_read(key, len, folder, name);
	if (outcome != ABSENT)
		return outcome;
	if (!secret_paths(path, parent, folder, name))
		return log_failed("the path of a key is too long");
	outcome = make_key_file(path, parent, len);
	if (outcome != DONE)
		return outcome;
	outcome = crypto_key_read(key, len, folder, name);
	if (outcome == ABSENT)
		return log_failed("%s: gone as soon as it was made", path);
	return outcome;
}

/*
 * Overwriting reaches the disk's own blocks only on simple file systems; the
 * promise about old copies (snapshots, backups) is the operator's.
 */
enum outcome
crypto_key_destroy(const char *folder, const char *name)
{
	char path[PATH_MAX], parent[PATH_MAX], noise[LINE_MAX_BYTES];
	enum outcome outcome = FAILED;
	struct stat st;
	off_t left;
	int fd;

	if (!secret_paths(path, parent, folder, name))
		return log_failed("the path of a key is too long");
	fd = open(path, O_WRONLY | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK |
	    O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return ABSENT;
	if (fd < 0)
		return log_failed("%s: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		log_failed("%s: is not a key file", path);
		goto out;
	}
	for (left = st.st_size; left > 0; left -= (off_t)sizeof(noise)) {
		randombytes_buf(noise, sizeof(noise));
		if (!secret_write_all(fd, noise, left < (off_t)sizeof(noise) ?
		    (size_t)left : sizeof(noise)))
			break;
	}
	if (left > 0 || fsync(fd) != 0 || unlink(path) != 0) {
		log_failed("%s: %s", path, strerror(errno));
		goto out;
	}
	if (secret_folder_sync(parent))
		outcome = DONE;
out:
	close(fd);
	return outcome;
}
