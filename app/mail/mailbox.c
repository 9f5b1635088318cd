/*
 * mailbox.c - reads files of a Maildir. Whoever may put messages there may not
 * make us read anything else: no links, no pipes. A message is moved before it
 * is read and once more after, so that one that ends the process ends it once.
 */
#include "mail/mailbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "mail/maildir.h"

#define NAMES_MOST 1000		/* messages of one name in aside/ */

/* Messages are looked for in the first three, in this order. */
enum place { READING, WAITING, NEW, CUR, ASIDE, PLACES };

static const char *const folders[PLACES] = {
	[READING] = "reading", [WAITING] = "waiting", [NEW] = "new",
	[CUR] = "cur", [ASIDE] = "aside",
};

struct mailbox {
	DIR *dirs[PLACES];	/* owned */
	enum place looks;	/* where the next message is looked for */
	enum place lies;	/* where the message in hands lies */
	int fd;			/* of that message, locked; -1 */
	char name[NAME_MAX + 1];	/* of that message */
};

static enum outcome
open_place(struct mailbox *m, enum place p, const char *folder)
{
	char path[PATH_MAX];
	enum outcome o;

	if (snprintf(path, sizeof(path), "%s/%s", folder, folders[p]) >=
	    (int)sizeof(path))
		return log_failed("%s: the path is too long", folder);
	o = mail_maildir_make(path);
	if (o == DONE && (access(path, R_OK | W_OK | X_OK) != 0 ||
	    (m->dirs[p] = opendir(path)) == NULL))
		o = log_failed("%s: %s", path, strerror(errno));
	return o;
}

enum outcome
mail_mailbox_open(struct mailbox **out, const char *folder)
{
	struct mailbox *m = calloc(1, sizeof(*m));
	enum outcome o = mail_maildir_open(folder);

	if (m == NULL)
		die("out of memory");
	m->fd = -1;
	for (int p = 0; o == DONE && p < PLACES; p++)
		o = open_place(m, (enum place)p, folder);
	if (o == DONE)
		*out = m;
	else
		mail_mailbox_close(m);
	return o;
}

static void
let_go(struct mailbox *m)
{
	if (m->fd >= 0)
		(void)close(m->fd);
	m->fd = -1;
}

void
mail_mailbox_close(struct mailbox *m)
{
	if (m == NULL)
		return;
	let_go(m);
	for (int p = 0; p < PLACES; p++)
		if (m->dirs[p] != NULL)
			(void)closedir(m->dirs[p]);
	free(m);
}

/* Whether the message in hands still lies there under that name: somebody
 * else may have moved it before it was locked. */
static bool
lies_there(struct mailbox *m, enum place p, const char *name)
{
	struct stat held, there;

	return fstat(m->fd, &held) == 0 &&
	    fstatat(dirfd(m->dirs[p]), name, &there, AT_SYMLINK_NOFOLLOW) == 0
	    && held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

/* Opens a message that is there and in nobody's hands. */
static bool
take(struct mailbox *m, enum place p, const char *name)
{
	struct stat st;

	m->fd = openat(dirfd(m->dirs[p]), name, O_RDONLY | O_NOFOLLOW |
	    O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (m->fd < 0) {
		if (errno != ENOENT && errno != ELOOP)
			log_failed("a message in %s/ cannot be read: %s",
			    folders[p], strerror(errno));
		return false;
	}
	if (fstat(m->fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    flock(m->fd, LOCK_EX | LOCK_NB) == 0 && lies_there(m, p, name)) {
		text_copy(m->name, sizeof(m->name), name);
		m->lies = p;
		return true;
	}
	let_go(m);
	return false;
}

static enum outcome
read_bytes(struct mailbox *m, size_t max, struct text *out)
{
	char buffer[16384];
	ssize_t n = 1;

	text_clear(out);
	text_add(out, "", 0);
	while (out->len < max && n > 0) {
		n = read(m->fd, buffer, sizeof(buffer) < max - out->len ?
		    sizeof(buffer) : max - out->len);
		if (n < 0 && errno == EINTR) {
			n = 1;
			continue;
		}
		if (n < 0)
			return log_failed("a message in %s/: %s",
			    folders[m->lies], strerror(errno));
		text_add(out, buffer, (size_t)n);
	}
	explicit_bzero(buffer, sizeof(buffer));
	return DONE;
}

/* To another folder, also when the power fails. */
static enum outcome
move(struct mailbox *m, enum place to, const char *name)
{
	int from_fd = dirfd(m->dirs[m->lies]), to_fd = dirfd(m->dirs[to]);

	if (renameat(from_fd, m->name, to_fd, name) != 0)
		return log_failed("a message in %s/ cannot be moved to %s/: "
		    "%s", folders[m->lies], folders[to], strerror(errno));
	if (fsync(to_fd) != 0 || fsync(from_fd) != 0) {
		log_failed("a message moved from %s/ to %s/: %s",
		    folders[m->lies], folders[to], strerror(errno));
		if (renameat(to_fd, name, from_fd, m->name) != 0)
			m->lies = to;
		return FAILED;
	}
	m->lies = to;
	return DONE;
}

static bool
take_next(struct mailbox *m)
{
	struct dirent *entry;

	for (; m->looks <= NEW; m->looks++)
		while ((entry = readdir(m->dirs[m->looks])) != NULL)
			if (entry->d_name[0] != '.' &&
			    take(m, m->looks, entry->d_name))
				return true;
	return false;
}

enum outcome
mail_mailbox_next(struct mailbox *m, size_t max, struct text *out,
    bool *again)
{
	enum outcome o;

	let_go(m);
	if (!take_next(m))
		return ABSENT;
	*again = m->lies == READING;
	o = read_bytes(m, max, out);
	return o == DONE && !*again ? move(m, READING, m->name) : o;
}

enum outcome
mail_mailbox_survived(struct mailbox *m)
{
	REQUIRE(m->fd >= 0 && m->lies == READING);
	return move(m, WAITING, m->name);
}

enum outcome
mail_mailbox_delete(struct mailbox *m)
{
	enum outcome o = DONE;

	REQUIRE(m->fd >= 0);
	if (unlinkat(dirfd(m->dirs[m->lies]), m->name, 0) != 0 &&
	    errno != ENOENT)
		o = log_failed("a message in %s/ cannot be deleted: %s",
		    folders[m->lies], strerror(errno));
	let_go(m);
	return o;
}

enum outcome
mail_mailbox_keep(struct mailbox *m)
{
	char name[NAME_MAX + 1];
	enum outcome o;

	REQUIRE(m->fd >= 0);
	/* Maildir: flags follow ":2,"; none is set, nobody has read it. */
	if (snprintf(name, sizeof(name), "%s%s", m->name,
	    strstr(m->name, ":2,") == NULL ? ":2," : "") >=
	    (int)sizeof(name))
		text_copy(name, sizeof(name), m->name);
	o = move(m, CUR, name);
	let_go(m);
	return o;
}

/* Over no message that was set aside before, whatever its name. */
enum outcome
mail_mailbox_set_aside(struct mailbox *m)
{
	int from = dirfd(m->dirs[m->lies]), to = dirfd(m->dirs[ASIDE]);
	char name[NAME_MAX + 16];	/* with ".999" */
	enum outcome o = DONE;
	int done = -1;

	REQUIRE(m->fd >= 0);
	text_copy(name, sizeof(name), m->name);
	for (int i = 1; i < NAMES_MOST; i++) {
		done = linkat(from, m->name, to, name, 0);
		if (done == 0 || errno != EEXIST)
			break;
		(void)snprintf(name, sizeof(name), "%.*s.%d", NAME_MAX - 4,
		    m->name, i);
	}
	if (done != 0 || fsync(to) != 0 || unlinkat(from, m->name, 0) != 0 ||
	    fsync(from) != 0)
		o = log_failed("a message in %s/ cannot be set aside: %s",
		    folders[m->lies], strerror(errno));
	let_go(m);
	return o;
}
