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

/* folder/name, and in parent the folder that the file itself is in. */
static bool
paths(char path[PATH_MAX], char parent[PATH_MAX], const char *folder,
    const char *name)
{
	int n = snprintf(path, PATH_MAX, "%s/%s", folder, name);

	if (n < 0 || n >= PATH_MAX)
		return false;
	memcpy(parent, path, (size_t)n + 1);
	*strrchr(parent, '/') = '\0';
	return true;
}

/* A folder in which others may put files gives them our keys. */
static bool
folder_is_ours(const char *parent)
{
	struct stat st;

	if (stat(parent, &st) != 0) {
		log_failed("%s: %s", parent, strerror(errno));
		return false;
	}
	if (!S_ISDIR(st.st_mode) || (st.st_mode & 022) != 0 ||
	    (st.st_uid != geteuid() && st.st_uid != 0 && geteuid() != 0)) {
		log_failed("%s: must be a folder of this user alone "
		    "(mode 0700)", parent);
		return false;
	}
	return true;
}

static bool
sync_folder(const char *parent)
{
	int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = fd >= 0 && fsync(fd) == 0;

	if (!synced)
		log_failed("%s: %s", parent, strerror(errno));
	if (fd >= 0)
		close(fd);
	return synced;
}

/* Reads up to size bytes; -1 with errno. */
static ssize_t
read_all(int fd, char *out, size_t size)
{
	size_t at = 0;
	ssize_t n;

	while (at < size) {
		n = read(fd, out + at, size - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		at += (size_t)n;
	}
	return (ssize_t)at;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
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
	enum outcome outcome = FAILED;
	struct stat st;
	int fd;

	REQUIRE(len > 0 && len <= KEY_BYTES_MAX);
	if (!paths(path, parent, folder, name))
		return log_failed("the path of a key is too long");
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK |
	    O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return ABSENT;
	if (fd < 0)
		return log_failed("%s: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0) {
		log_failed("%s: %s", path, strerror(errno));
		goto out;
	}
	if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0 ||
	    (st.st_uid != geteuid() && geteuid() != 0)) {
		log_failed("%s: must be a file of this user alone (mode 0600)",
		    path);
		goto out;
	}
	if (!folder_is_ours(parent))
		goto out;
	if (!parse_line(read_key, len, line, read_all(fd, line,
	    sizeof(line)))) {
		log_failed("%s: is not a key of %zu bytes in hexadecimal",
		    path, len);
		goto out;
	}
	memcpy(key, read_key, len);
	outcome = DONE;
out:
	sodium_memzero(line, sizeof(line));
	sodium_memzero(read_key, sizeof(read_key));
	close(fd);
	return outcome;
}

/* Writes a fresh key to a new file, durably; false, logged, if it fails. */
static bool
write_fresh(const char *path, size_t len)
{
	unsigned char key[KEY_BYTES_MAX];
	char line[LINE_MAX_BYTES];
	bool written = false;
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	if (fd < 0) {
		log_failed("%s: %s", path, strerror(errno));
		return false;
	}
	randombytes_buf(key, len);
	text_hex(line, key, len);
	line[2 * len] = '\n';
	if (write_all(fd, line, 2 * len + 1) && fsync(fd) == 0)
		written = true;
	else
		log_failed("%s: %s", path, strerror(errno));
	sodium_memzero(key, sizeof(key));
	sodium_memzero(line, sizeof(line));
	close(fd);
	return written;
}

/* The folder of a first key is made with it; its own folder must be there. */
static bool
make_folder(const char *parent)
{
	char above[PATH_MAX];
	char *slash;

	if (mkdir(parent, 0700) != 0) {
		if (errno == EEXIST)
			return true;
		log_failed("%s: %s", parent, strerror(errno));
		return false;
	}
	strcpy(above, parent);
	slash = strrchr(above, '/');
	if (slash == NULL)
		return true;
	*slash = '\0';
	return sync_folder(slash == above ? "/" : above);
}

/*
 * link(2) gives a name only if nobody has it: of two processes that make the
 * same key at once one wins, and both read what is there in the end. The name
 * never points at a file that is not whole and on disk.
 */
static enum outcome
make_file(const char *path, const char *parent, size_t len)
{
	char temporary[PATH_MAX];
	enum outcome outcome = FAILED;
	int n;

	if (!make_folder(parent) || !folder_is_ours(parent))
		return FAILED;
	n = snprintf(temporary, sizeof(temporary), "%s.%08x%08x", path,
	    randombytes_random(), randombytes_random());
	if (n < 0 || n >= (int)sizeof(temporary))
		return log_failed("the path of a key is too long");
	if (write_fresh(temporary, len)) {
		if (link(temporary, path) == 0 || errno == EEXIST)
			outcome = DONE;
		else
			log_failed("%s: %s", path, strerror(errno));
	}
	if (unlink(temporary) != 0 && errno != ENOENT)
		outcome = log_failed("%s: %s", temporary, strerror(errno));
	if (!sync_folder(parent))
		outcome = FAILED;
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
	if (!paths(path, parent, folder, name))
		return log_failed("the path of a key is too long");
	outcome = make_file(path, parent, len);
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

	if (!paths(path, parent, folder, name))
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
		if (!write_all(fd, noise, left < (off_t)sizeof(noise) ?
		    (size_t)left : sizeof(noise)))
			break;
	}
	if (left > 0 || fsync(fd) != 0 || unlink(path) != 0) {
		log_failed("%s: %s", path, strerror(errno));
		goto out;
	}
	if (sync_folder(parent))
		outcome = DONE;
out:
	close(fd);
	return outcome;
}
