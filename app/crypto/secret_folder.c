/*
 * secret_folder.c - files that one process alone reads. Refuses to know what
 * is in them.
 */
#include "crypto/secret_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

bool
secret_paths(char path[PATH_MAX], char parent[PATH_MAX],
    const char *folder, const char *name)
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

bool
secret_folder_sync(const char *parent)
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

bool
secret_write_all(int fd, const char *bytes, size_t len)
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

enum outcome
secret_file_read(char *out, size_t size, ssize_t *n, const char *path,
    const char *parent)
{
	enum outcome outcome = FAILED;
	struct stat st;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK |
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
	*n = read_all(fd, out, size);
	if (*n < 0)
		log_failed("%s: %s", path, strerror(errno));
	else
		outcome = DONE;
out:
	close(fd);
	return outcome;
}

/* A new file, durably; false, logged, if it fails. */
static bool
write_new_file(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	bool written;

	if (fd < 0) {
		log_failed("%s: %s", path, strerror(errno));
		return false;
	}
	written = secret_write_all(fd, bytes, len) && fsync(fd) == 0;
	if (!written)
		log_failed("%s: %s", path, strerror(errno));
	close(fd);
	return written;
}

/* The folder of a first file is made with it; its own folder must be there. */
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
	return secret_folder_sync(slash == above ? "/" : above);
}

/*
 * link(2) gives a name only if nobody has it: of two processes that make the
 * same file at once one wins, and both read what is there in the end. The name
 * never points at a file that is not whole and on disk.
 */
enum outcome
secret_file_put(const char *path, const char *parent, const char *bytes,
    size_t len, bool replace)
{
	char temporary[PATH_MAX];
	enum outcome outcome = FAILED;
	int n;

	if (!make_folder(parent) || !folder_is_ours(parent))
		return FAILED;
	n = snprintf(temporary, sizeof(temporary), "%s.%08x%08x", path,
	    randombytes_random(), randombytes_random());
	if (n < 0 || n >= (int)sizeof(temporary))
		return log_failed("the path of a file is too long");
	if (write_new_file(temporary, bytes, len)) {
		if (replace ? rename(temporary, path) == 0 :
		    link(temporary, path) == 0 || errno == EEXIST)
			outcome = DONE;
		else
			log_failed("%s: %s", path, strerror(errno));
	}
	if (unlink(temporary) != 0 && errno != ENOENT)
		outcome = log_failed("%s: %s", temporary, strerror(errno));
	if (!secret_folder_sync(parent))
		outcome = FAILED;
	return outcome;
}
