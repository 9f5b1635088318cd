/*
 * maildir.c - letters as files, each whole or not at all. Source:
 * https://cr.yp.to/proto/maildir.html, but for the names: a letter keeps its
 * own, and no name tells a time. Refuses to know what is in a letter.
 */
#include "mail/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static bool
path_of(char path[PATH_MAX], const char *folder, const char *below,
    const char *name)
{
	int n = snprintf(path, PATH_MAX, "%s/%s%s%s", folder, below,
	    *name == '\0' ? "" : "/", name);

	return n > 0 && n < PATH_MAX;
}

enum outcome
mail_maildir_make(const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return DONE;
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return DONE;
	return log_failed("%s: %s", path, strerror(errno));
}

enum outcome
mail_maildir_open(const char *folder)
{
	static const char *const below[] = { "tmp", "new", "cur" };
	char path[PATH_MAX];
	enum outcome o = mail_maildir_make(folder);

	for (size_t i = 0; o == DONE && i < 3; i++)
		o = path_of(path, folder, below[i], "") ?
		    mail_maildir_make(path) :
		    log_failed("%s: the path is too long", folder);
	return o;
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

/* What a killed process left under this name is written over. */
static enum outcome
write_file(const char *path, const struct text *message)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW |
	    O_CLOEXEC, 0600);
	enum outcome o = DONE;

	if (fd < 0)
		return log_failed("Maildir: %s", strerror(errno));
	if (!write_all(fd, message->bytes, message->len) || fsync(fd) != 0)
		o = log_failed("Maildir: %s", strerror(errno));
	if (close(fd) != 0 && o == DONE)
		o = log_failed("Maildir: %s", strerror(errno));
	if (o != DONE)
		(void)unlink(path);
	return o;
}

static enum outcome
sync_folder(const char *folder)
{
	char path[PATH_MAX];
	enum outcome o = DONE;
	int fd = -1;

	if (path_of(path, folder, "new", ""))
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0)
		o = log_failed("Maildir: %s", strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return o;
}

enum outcome
mail_maildir_deliver(const char *folder, const char *name,
    const struct text *message)
{
	char tmp[PATH_MAX], new[PATH_MAX];
	enum outcome o;

	if (!path_of(tmp, folder, "tmp", name) ||
	    !path_of(new, folder, "new", name))
		return log_failed("%s: the path is too long", folder);
	o = write_file(tmp, message);
	if (o != DONE)
		return o;
	if (link(tmp, new) != 0 && errno != EEXIST)
		o = log_failed("Maildir: %s", strerror(errno));
	if (unlink(tmp) != 0)
		o = log_failed("Maildir: %s", strerror(errno));
	return o == DONE ? sync_folder(folder) : o;
}
