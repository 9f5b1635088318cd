/*
 * journal.c - appends lines to a run's file and reads them back:
 *   uuid fate tries first next reply
 * Refuses to know what a fate means.
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
static const char ending[] = ".journal";

struct journal {
	int fd;
	char path[PATH_MAX];
	bool torn;		/* the last line is not whole */
	struct text left;	/* what was found, for journal_read */
	size_t at;
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
	int fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | flags,
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
read_left(struct journal *j)
{
	char buffer[4096];
	ssize_t n;

	text_add(&j->left, "", 0);
	while ((n = read(j->fd, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return log_failed("%s: %s", j->path, strerror(errno));
		text_add(&j->left, buffer, (size_t)n);
	}
	j->torn = j->left.len > 0 && j->left.bytes[j->left.len - 1] != '\n';
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
			o = read_left(j);
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
	text_free(&j->left);
	free(j);
}

void
journal_end(struct journal *j)
{
	if (j != NULL && unlink(j->path) != 0 && errno != ENOENT)
		log_failed("%s: %s", j->path, strerror(errno));
	journal_close(j);
}

enum outcome
journal_write(struct journal *j, const struct journal_entry *e)
{
	struct text line = { 0 };
	enum outcome o = DONE;
	ssize_t n;

	/* What was cut short must not begin the next line. */
	text_printf(&line, "%s%s %c %d %lld %lld %s\n", j->torn ? "\n" : "",
	    e->invitation_id, e->fate, e->tries, (long long)e->first,
	    (long long)e->next, e->reply);
	do
		n = write(j->fd, line.bytes, line.len);
	while (n < 0 && errno == EINTR);
	j->torn = n > 0 ? n != (ssize_t)line.len : j->torn;
	if (n != (ssize_t)line.len || fdatasync(j->fd) != 0)
		o = log_failed("%s: %s", j->path, n < 0 ? strerror(errno) :
		    "no room");
	text_free(&line);
	return o;
}

void
journal_rewind(struct journal *j)
{
	j->at = 0;
}

static bool
parse(char *line, struct journal_entry *out)
{
	struct journal_entry e = { .fate = '\0' };
	long long first, next;
	int at = 0;

	if (sscanf(line, "%36s %c %d %lld %lld%n", e.invitation_id, &e.fate,
	    &e.tries, &first, &next, &at) != 5 || line[at] != ' ' ||
	    strlen(e.invitation_id) != ID_CHARS ||
	    strchr("AGNW", e.fate) == NULL)
		return false;
	e.first = (time_t)first;
	e.next = (time_t)next;
	text_copy(e.reply, sizeof(e.reply), line + at + 1);
	*out = e;
	return true;
}

enum outcome
journal_read(struct journal *j, struct journal_entry *out)
{
	char *line, *end;

	while (j->at < j->left.len) {
		line = j->left.bytes + j->at;
		end = strchr(line, '\n');
		if (end == NULL)
			return ABSENT;
		*end = '\0';
		j->at = (size_t)(end + 1 - j->left.bytes);
		if (parse(line, out))
			return DONE;
	}
	return ABSENT;
}
