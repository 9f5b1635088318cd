/*
 * journal.c - a run's file: two places of one size, written in turns, so that
 * a kill in the middle of one leaves the other. Refuses to know what they
 * hold.
 */
#include "mail/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "base/log.h"
#include "base/text.h"

#define ID_CHARS 36
#define PLACES JOURNAL_PLACES
static const char ending[] = ".journal";

struct journal {
	int fd;
	char path[PATH_MAX];
	unsigned char *bytes;	/* what was found, both places */
	size_t len;		/* of a place */
};

enum outcome
journal_folder(char *folder, const struct config *config)
{
	struct statfs fs;
	struct stat st;

	if (snprintf(folder, JOURNAL_FOLDER_MAX, "%s/aoj-post-%lu",
	    config->journal, (unsigned long)geteuid()) >= JOURNAL_FOLDER_MAX)
		return log_failed("AOJ_JOURNAL: the path is too long");
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return log_failed("%s: %s", folder, strerror(errno));
	if (lstat(folder, &st) != 0 || statfs(folder, &fs) != 0)
		return log_failed("%s: %s", folder, strerror(errno));
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 077) != 0)
		return log_failed("%s: must be a folder of this user alone "
		    "(mode 0700)", folder);
	if (config->production && fs.f_type != TMPFS_MAGIC)
		return log_failed("AOJ_JOURNAL: %s is not on tmpfs: a disk "
		    "would keep the order of letters", folder);
	return DONE;
}

enum outcome
journal_name(char *name, const char *folder)
{
	static const char boot[] = "/proc/sys/kernel/random/boot_id";
	FILE *f = fopen(boot, "re");
	char id[9] = "";
	struct stat st;

	if (f == NULL || fgets(id, sizeof(id), f) == NULL) {
		if (f != NULL)
			(void)fclose(f);
		return log_failed("%s cannot be read", boot);
	}
	(void)fclose(f);
	if (stat(folder, &st) != 0)
		return log_failed("%s: %s", folder, strerror(errno));
	(void)snprintf(name, JOURNAL_NAME_MAX, "%s.%lx.%lx", id,
	    (unsigned long)st.st_dev, (unsigned long)st.st_ino);
	return DONE;
}

static bool
path_of(char path[PATH_MAX], const char *folder, const char *run_id)
{
	int n = snprintf(path, PATH_MAX, "%s/%s%s", folder, run_id, ending);

	return n > 0 && n < PATH_MAX;
}

/* A descriptor with the lock; -1 with errno, EWOULDBLOCK when it is held. */
static int
open_locked(const char *path, int flags)
{
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags,
	    0600), why;

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		why = errno;
		(void)close(fd);
		errno = why;
		fd = -1;
	}
	return fd;
}

static bool
is_journal(const char *name)
{
	return strlen(name) == ID_CHARS + sizeof(ending) - 1 &&
	    strcmp(name + ID_CHARS, ending) == 0 &&
	    strspn(name, "0123456789abcdef-") == ID_CHARS;
}

enum outcome
journal_list(const char *folder, struct journal_list *out)
{
	struct journal_list l = { 0 };
	struct journal_seen *grown, *seen;
	struct dirent *entry;
	char path[PATH_MAX];
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return log_failed("%s: %s", folder, strerror(errno));
	while ((entry = readdir(dir)) != NULL) {
		if (!is_journal(entry->d_name))
			continue;
		grown = realloc(l.list, (l.count + 1) * sizeof(*grown));
		if (grown == NULL)
			die("out of memory");
		l.list = grown;
		seen = &grown[l.count];
		memcpy(seen->run_id, entry->d_name, ID_CHARS);
		seen->run_id[ID_CHARS] = '\0';
		if (!path_of(path, folder, seen->run_id))
			continue;
		seen->lock = open_locked(path, 0);
		if (seen->lock < 0 && errno == ENOENT)
			continue;	/* ended meanwhile */
		l.count++;
	}
	(void)closedir(dir);
	*out = l;
	return DONE;
}

void
journal_list_free(struct journal_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->list[i].lock >= 0)
			(void)close(l->list[i].lock);
	free(l->list);
	l->list = NULL;
	l->count = 0;
}

void
journal_forget(const char *folder, const char *run_id)
{
	char path[PATH_MAX];

	if (path_of(path, folder, run_id) && unlink(path) != 0 &&
	    errno != ENOENT)
		log_failed("%s: %s", path, strerror(errno));
}

static enum outcome
read_places(struct journal *j)
{
	struct stat st;
	size_t at = 0;
	ssize_t n;

	if (fstat(j->fd, &st) != 0)
		return log_failed("%s: %s", j->path, strerror(errno));
	j->len = (size_t)st.st_size / PLACES;
	j->bytes = calloc(1, j->len * PLACES + 1);
	if (j->bytes == NULL)
		die("out of memory");
	while (at < j->len * PLACES) {
		n = pread(j->fd, j->bytes + at, j->len * PLACES - at,
		    (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return log_failed("%s: %s", j->path, n == 0 ?
			    "cut short" : strerror(errno));
		at += (size_t)n;
	}
	return DONE;
}

enum outcome
journal_open(struct journal **out, const char *folder, const char *run_id)
{
	struct journal *j = calloc(1, sizeof(*j));
	enum outcome o;

	if (j == NULL)
		die("out of memory");
	j->fd = -1;
	if (!path_of(j->path, folder, run_id)) {
		o = log_failed("AOJ_JOURNAL: the path is too long");
	} else {
		j->fd = open_locked(j->path, O_CREAT);
		if (j->fd >= 0)
			o = read_places(j);
		else if (errno == EWOULDBLOCK)
			o = ABSENT;
		else
			o = log_failed("%s: %s", j->path, strerror(errno));
	}
	if (o == DONE)
		*out = j;
	else
		journal_close(j);
	return o;
}

void
journal_close(struct journal *j)
{
	if (j == NULL)
		return;
	if (j->fd >= 0)
		(void)close(j->fd);
	free(j->bytes);
	free(j);
}

void
journal_end(struct journal *j)
{
	if (j != NULL && unlink(j->path) != 0 && errno != ENOENT)
		log_failed("%s: %s", j->path, strerror(errno));
	journal_close(j);
}

const unsigned char *
journal_place(const struct journal *j, size_t place, size_t len)
{
	return j->len == len ? j->bytes + place * len : NULL;
}

static enum outcome
write_place(struct journal *j, size_t place, const unsigned char *bytes,
    size_t len)
{
	size_t at = 0;
	ssize_t n;

	while (at < len) {
		n = pwrite(j->fd, bytes + at, len - at,
		    (off_t)(place * len + at));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return log_failed("%s: %s", j->path, n == 0 ?
			    "no room" : strerror(errno));
		at += (size_t)n;
	}
	return DONE;
}

enum outcome
journal_write(struct journal *j, size_t place, const unsigned char *bytes,
    size_t len)
{
	static const struct timespec never[2] = { { 0, 0 }, { 0, 0 } };
	enum outcome o = DONE;

	REQUIRE(place < PLACES);
	/* The whole file at once, from the first writing on. */
	if (j->len != len)
		o = write_place(j, 1 - place, bytes, len);
	if (o == DONE)
		o = write_place(j, place, bytes, len);
	if (o == DONE && (fdatasync(j->fd) != 0 ||
	    futimens(j->fd, never) != 0))
		o = log_failed("%s: %s", j->path, strerror(errno));
	if (o == DONE)
		j->len = len;
	return o;
}
