/*
 * mailbox.c - reads files of a Maildir. Whoever may put messages there may not
 * make us read anything else: no links, no pipes.
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

struct mailbox {
	DIR *new;		/* owned */
	int cur;		/* descriptor of cur/ */
	int fd;			/* of the message in hands, locked; -1 */
	char name[NAME_MAX + 1];	/* of that message */
};

enum outcome
mail_mailbox_open(struct mailbox **out, const char *folder)
{
	struct mailbox *m = calloc(1, sizeof(*m));
	enum outcome o = mail_maildir_open(folder);
	char path[PATH_MAX];

	if (m == NULL)
		die("out of memory");
	m->cur = m->fd = -1;
	if (o == DONE && (snprintf(path, sizeof(path), "%s/cur", folder) >=
	    (int)sizeof(path) || access(path, W_OK | X_OK) != 0 ||
	    (m->cur = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0))
		o = log_failed("%s/cur: %s", folder, strerror(errno));
	if (o == DONE && (snprintf(path, sizeof(path), "%s/new", folder) >=
	    (int)sizeof(path) || access(path, R_OK | W_OK | X_OK) != 0 ||
	    (m->new = opendir(path)) == NULL))
		o = log_failed("%s/new: %s", folder, strerror(errno));
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
	if (m->new != NULL)
		(void)closedir(m->new);
	if (m->cur >= 0)
		(void)close(m->cur);
	free(m);
}

/* Opens a message that is there and in nobody's hands. */
static bool
take(struct mailbox *m, const char *name)
{
	struct stat st;

	m->fd = openat(dirfd(m->new), name, O_RDONLY | O_NOFOLLOW |
	    O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (m->fd < 0) {
		if (errno != ENOENT && errno != ELOOP)
			log_failed("a message in new/ cannot be read: %s",
			    strerror(errno));
		return false;
	}
	if (fstat(m->fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    flock(m->fd, LOCK_EX | LOCK_NB) == 0 &&
	    fstat(m->fd, &st) == 0 && st.st_nlink > 0) {
		text_copy(m->name, sizeof(m->name), name);
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
			return log_failed("a message in new/: %s",
			    strerror(errno));
		text_add(out, buffer, (size_t)n);
	}
	explicit_bzero(buffer, sizeof(buffer));
	return DONE;
}

enum outcome
mail_mailbox_next(struct mailbox *m, size_t max, struct text *out)
{
	struct dirent *entry;

	let_go(m);
	while ((entry = readdir(m->new)) != NULL)
		if (entry->d_name[0] != '.' && take(m, entry->d_name))
			return read_bytes(m, max, out);
	return ABSENT;
}

enum outcome
mail_mailbox_delete(struct mailbox *m)
{
	enum outcome o = DONE;

	REQUIRE(m->fd >= 0);
	if (unlinkat(dirfd(m->new), m->name, 0) != 0 && errno != ENOENT)
		o = log_failed("a message in new/ cannot be deleted: %s",
		    strerror(errno));
	let_go(m);
	return o;
}

enum outcome
mail_mailbox_keep(struct mailbox *m)
{
	char name[NAME_MAX + 1];
	enum outcome o = DONE;

	REQUIRE(m->fd >= 0);
	/* Maildir: flags follow ":2,"; none is set, nobody has read it. */
	if (snprintf(name, sizeof(name), "%s%s", m->name,
	    strstr(m->name, ":2,") == NULL ? ":2," : "") >=
	    (int)sizeof(name))
		text_copy(name, sizeof(name), m->name);
	if (renameat(dirfd(m->new), m->name, m->cur, name) != 0)
		o = log_failed("a message in new/ cannot be moved to cur/: %s",
		    strerror(errno));
	let_go(m);
	return o;
}
